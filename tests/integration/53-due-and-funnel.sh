#!/bin/bash
# coopctl due and coopctl funnel against a real daemon: one loan that its borrower's pay does not suffice for, over four
# months, up to the employer's meeting and mediation; what each desk has to do, and where the loans stand, with the change
# since an earlier day. Exercises tools/cmd_due.c and tools/cmd_funnel.c. Usage: 53-due-and-funnel.sh BUILD_DIR
. "$(dirname "$0")/shell.sh" "$1"


"$coopctl" init "$dir/k" --name Krabi >/dev/null
start_daemon
python3 - >months.jsonl <<'END'
import datetime, json
n = 0
def event(kind, day, /, **data):
    global n
    n += 1
    print(json.dumps({"type": kind, "key": f"e/{n}", "effective_date": day, "data": data}))
def close(first, last):
    day = datetime.date.fromisoformat(first)
    while day <= datetime.date.fromisoformat(last):
        event("clock.day_closed", str(day), date=str(day))
        day += datetime.timedelta(1)
event("policy.published", "2023-12-01", version=1, take_home_min_bp=1, take_home_min_satang=1, year_divisor=365, rounding="half_up",
      months_method="due_dates", employer_contact_days=14, mediation_days=30, mediation_venue="office", no_show_limit=2,
      committee_weekday=4, products=[{"product": "ordinary", "kind": "ordinary", "max_instalments": 150, "rate_bp": 600}],
      classes=[{"class": c, "over_months": m, "provision_bp": p, "npl": True} for c, m, p in
               [("substandard", 3, 2000), ("doubtful", 6, 5000), ("doubtful_of_loss", 12, 10000)]],
      items=[{"item": i, "priority": p + 1} for p, i in enumerate(["share", "emergency", "ordinary", "special"])])
event("unit.registered", "2023-12-01", unit_code="0417", unit_group="monthly")
event("member.registered", "2023-12-01", member_no="004411", kind="ordinary", unit_code="0417", income_satang=2800000)
event("member.registered", "2023-12-01", member_no="004412", kind="ordinary", unit_code="0417", income_satang=2800000)
event("loan.application_filed", "2024-01-02", application_no="A-1", member_no="004411", product="ordinary", amount_satang=6000000,
      instalments=60, method="equal_principal", purpose=3, guarantors=[{"kind": "member", "ref": "004412"}])
event("loan.committee_decided", "2024-01-04", application_no="A-1", decision="approved", resolution_no="1/2567")
event("loan.disbursed", "2024-01-05", contract_no="S-1", application_no="A-1", paid_satang=6000000, approval_ref="V-1")
last, since = [31, 29, 31, 30], "2024-01-06"
for m in range(1, 5):
    end, cut_off = f"2024-0{m}-{last[m - 1]}", f"2024-0{m + 1}-05"
    event("payroll.cycle_opened", f"2024-0{m}-10", period=f"2024-0{m}", unit_group="monthly", interest_to_date=end,
          remit_due_date=end, cut_off_date=cut_off)
    event("payroll.deduction_result", end, period=f"2024-0{m}", unit_code="0417", line_no=1, member_no="004411",
          collected_satang=0, reason="insufficient_pay")
    event("payroll.result_file_closed", end, period=f"2024-0{m}", unit_code="0417", line_count=1, total_satang=0)
    close(since, cut_off)
    since = f"2024-0{m + 1}-06"
END
grep -n '"effective_date": "2024-02-06"' months.jsonl | head -n 1 | cut -d: -f1 >line
head -n $(($(cat line) - 1)) months.jsonl >first.jsonl
"$coopctl" send --file first.jsonl >out 2>err && "$coopctl" status --wait 30 >/dev/null
"$coopctl" due 2024-04-01 >out 2>err
printed 'a guarantor is to be notified' $'collection\t2024-03-02\tguarantors to be notified\tS-1\t004411\tby 2024-04-01'
"$coopctl" send --file months.jsonl >out 2>err
result 'four months in which nothing can be deducted' $?
"$coopctl" status --wait 30 >/dev/null

"$coopctl" due 2024-05-18 >out 2>err
printed 'before its day a step is not due' 'Nothing is due.'
"$coopctl" due 2024-05-19 >out 2>err
result 'due' $?
printed 'the step, with whom it is taken, and by whom' $'desk\tby\twhat\twhose\tmember\tdetail
collection\t2024-05-19\tstep of the ladder\tC-004411-1\t004411\temployer with the employer by 2024-05-19'
LC_ALL=th_TH.UTF-8 "$coopctl" due 2024-05-19 >out 2>err
printed 'in Thai, of the Buddhist era' $'ติดตามหนี้\t19/05/2567\tขั้นตอนติดตามหนี้\tC-004411-1\t004411\tพบต้นสังกัด กับ ต้นสังกัด ภายใน 19/05/2567'
"$coopctl" due 2024-05-19 -o json >out 2>err
printed 'as JSON' '{"desk":"collection","on":"2024-05-19","kind":"step","ref":"C-004411-1","no":1,"member_no":"004411","amount_satang":0}'
"$coopctl" due >out 2>err
printed 'without a day: up to the next that is closed' 'Nothing is due.'
"$coopctl" due soon >out 2>err
result 'what is no day' "$([ $? = 64 ] && echo 0 || echo 1)"

"$coopctl" funnel >out 2>err
result 'funnel' $?
printed 'the loan waits for the employer' $'current\t0\t0.00
employer to be met\t1\t60,000.00
before the court\t0\t0.00'
"$coopctl" funnel --dir k --since 2024-01-31 >out 2>err
printed 'the change since an earlier day' $'current\t0\t0.00\t-1\t-60,000.00
employer to be met\t1\t60,000.00\t1\t60,000.00'
"$coopctl" funnel --since 2024-01-31 >out 2>err
result 'the change needs the journal' "$([ $? = 64 ] && echo 0 || echo 1)"

cat >promise.jsonl <<'END'
{"type":"mediation.promise_made","key":"l/0","effective_date":"2024-05-09","data":{"case_id":"C-004411-1","amount_satang":150000,"due_date":"2024-05-15"}}
END
"$coopctl" send --file promise.jsonl >out 2>err
result 'a promise to pay' $?
"$coopctl" due 2024-06-30 >out 2>err
printed 'the promise is due, and the step rests until it is over' $'collection\t2024-05-15\tpromise to pay\tC-004411-1\t004411\tpromised for 2024-05-15  1,500.00
collection\t2024-05-25\tstep of the ladder\tC-004411-1\t004411\temployer with the employer by 2024-05-25'

cat >later.jsonl <<'END'
{"type":"employer.meeting_held","key":"l/1","effective_date":"2024-05-10","data":{"case_id":"C-004411-1","result":"cannot_deduct","basis":"section_42_1"}}
{"type":"mediation.outcome_recorded","key":"l/2","effective_date":"2024-05-20","data":{"case_id":"C-004411-1","outcome":"agreed","document_no":"M-1","schedule":[{"due_date":"2024-05-31","amount_satang":200000}]}}
END
"$coopctl" send --file later.jsonl >out 2>err
result 'an agreement' $?
"$coopctl" due 2024-06-30 >out 2>err
printed 'the agreed payment is due, the step no more' $'collection\t2024-05-31\tpayment of a mediated agreement\tC-004411-1\t004411\tagreed for 2024-05-31  2,000.00'
"$coopctl" funnel -o json >out 2>err
printed 'the funnel as JSON' '{"place":"agreed","loans":1,"principal_satang":6000000}'
LC_ALL=th_TH.UTF-8 "$coopctl" funnel >out 2>err
printed 'the funnel in Thai' $'ตกลงกันได้ กำลังปฏิบัติตาม\t1\t60,000.00'
stop_daemon
"$coopctl" verify "$dir/k" >out 2>err
result 'verify' $?
exit $((failures > 0))
