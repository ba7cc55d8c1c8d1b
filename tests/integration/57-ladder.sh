#!/bin/bash
# A ladder that the policy lists, through the tools: one member with two loans in arrears who answers for a third. What is due
# and by whom, why a case is on its rung, from when a suit could be, and that every follow-up comes out again.
# Usage: 57-ladder.sh BUILD_DIR
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
def rung(name, months, days, audience, act, missed="again"):
    return {"rung": name, "cause": "member_short", "from_months": months, "days": days, "audience": audience, "act": act, "missed": missed}
event("policy.published", "2023-12-01", version=1, take_home_min_bp=1, take_home_min_satang=1, year_divisor=365, rounding="half_up",
      months_method="due_dates", employer_contact_days=14, mediation_days=30, mediation_venue="office", no_show_limit=2,
      committee_weekday=4, products=[{"product": "ordinary", "kind": "ordinary", "max_instalments": 150, "rate_bp": 600}],
      classes=[{"class": c, "over_months": m, "provision_bp": p, "npl": True} for c, m, p in
               [("substandard", 3, 2000), ("doubtful", 6, 5000), ("doubtful_of_loss", 12, 10000)]],
      items=[{"item": i, "priority": p + 1} for p, i in enumerate(["share", "emergency", "ordinary", "special"])],
      ladder=[rung("letter-1", 1, 15, "member", "notice", "next_rung"), rung("letter-2", 2, 15, "guarantor", "notice", "next_rung"),
              rung("employer", 3, 14, "employer", "employer_meeting"), rung("mediation", 0, 30, "member", "mediation"),
              rung("board", 0, 30, "committee", "decision"), rung("suit", 0, 60, "lawyer", "suit")])
event("unit.registered", "2023-12-01", unit_code="0417", unit_group="monthly")
for member in ("004411", "004412"):
    event("member.registered", "2023-12-01", member_no=member, kind="ordinary", unit_code="0417", income_satang=2800000)
for loan, member, of in ((1, "004411", []), (2, "004411", []), (3, "004412", [{"kind": "member", "ref": "004411"}])):
    event("loan.application_filed", "2024-01-02", application_no=f"A-{loan}", member_no=member, product="ordinary",
          amount_satang=6000000, instalments=60, method="equal_principal", purpose=3, guarantors=of)
    event("loan.committee_decided", "2024-01-04", application_no=f"A-{loan}", decision="approved", resolution_no=f"{loan}/2567")
    event("loan.disbursed", "2024-01-05", contract_no=f"S-{loan}", application_no=f"A-{loan}", paid_satang=6000000,
          approval_ref=f"V-{loan}")
since = "2024-01-06"
for m, last in ((1, 31), (2, 29)):
    end, cut_off = f"2024-0{m}-{last}", f"2024-0{m + 1}-05"
    event("payroll.cycle_opened", f"2024-0{m}-10", period=f"2024-0{m}", unit_group="monthly", interest_to_date=end,
          remit_due_date=end, cut_off_date=cut_off)
    for i, member in enumerate(("004411", "004412")):
        event("payroll.deduction_result", end, period=f"2024-0{m}", unit_code="0417", line_no=i + 1, member_no=member,
              collected_satang=0, reason="insufficient_pay")
    event("payroll.result_file_closed", end, period=f"2024-0{m}", unit_code="0417", line_count=2, total_satang=0)
    close(since, cut_off)
    since = f"2024-0{m + 1}-06"
END
"$coopctl" send --file months.jsonl >out 2>err
result 'two months in which nothing can be deducted' $?
"$coopctl" status --wait 30 >/dev/null

"$coopctl" due 2024-03-20 >out 2>err
printed 'what is due: the second letter of each case, with whom and by when' $'collection\t2024-03-20\tstep of the ladder\tC-004411-1\t004411\tletter-2 with the guarantor by 2024-03-20
collection\t2024-03-20\tstep of the ladder\tC-004412-1\t004412\tletter-2 with the guarantor by 2024-03-20'
"$coopctl" funnel >out 2>err
printed 'a case of letters stands where its months are' $'2 months overdue\t3\t180,000.00
employer to be met\t0\t0.00'
"$coopctl" why case C-004411-1 >out 2>err
printed 'why the case is on its rung' 'a step of the ladder is to be taken: case C-004411-1, number 3, contract S-1, member 004411, step letter-2, for the guarantor
a rung of the ladder was reached
2 months overdue; what counts is more than 1
the case is on rung 2 of its ladder; a suit is rung 6
the case is on another step of the ladder: case C-004411-1, contract S-1, member 004411, step now letters and reminders'
LC_ALL=th_TH.UTF-8 "$coopctl" why case C-004411-1 >out 2>err
printed 'in Thai' 'ถึงขั้นตอนถัดไปของบันไดติดตามหนี้ตามนโยบาย
เรื่องอยู่ขั้นที่ 2 ของบันไดติดตามหนี้ การฟ้องคือขั้นที่ 6'
"$coopctl" tail --from 1 --until-end --type notification.requested -o json >letters
result 'nobody is written to about a debt twice on a day' "$(python3 - letters <<'END'
import json, sys
days = [(b["data"]["recipient_ref"], b["data"].get("not_before", b["effective_date"]))
        for b in map(json.loads, open(sys.argv[1])) if b["data"]["template"] in ("arrears_notice", "rung_notice", "rung_guarantor", "guarantor_notice")]
print(0 if len(days) == len(set(days)) > 6 else 1)
END
)"
"$coopctl" why-not case C-004411-1 legal >out 2>err
printed 'why not a suit, and from when: behind the months of the employer' 'Case C-004411-1: no suit may be filed in turn: the employer has not been met, and then comes mediation (Local government 2566, cl. 1.7).
It could be from 2024-04-05 at the earliest.'

cat >later.jsonl <<'END'
{"type":"payroll.cycle_opened","key":"l/1","effective_date":"2024-03-10","data":{"period":"2024-03","unit_group":"monthly","interest_to_date":"2024-03-31","remit_due_date":"2024-03-31","cut_off_date":"2024-04-05"}}
{"type":"payroll.deduction_result","key":"l/2","effective_date":"2024-03-31","data":{"period":"2024-03","unit_code":"0417","line_no":1,"member_no":"004411","collected_satang":0,"reason":"insufficient_pay"}}
{"type":"payroll.deduction_result","key":"l/3","effective_date":"2024-03-31","data":{"period":"2024-03","unit_code":"0417","line_no":2,"member_no":"004412","collected_satang":0,"reason":"insufficient_pay"}}
{"type":"payroll.result_file_closed","key":"l/4","effective_date":"2024-03-31","data":{"period":"2024-03","unit_code":"0417","line_count":2,"total_satang":0}}
END
python3 - >>later.jsonl <<'END'
import datetime, json
day = datetime.date(2024, 3, 6)
while day <= datetime.date(2024, 4, 5):
    print(json.dumps({"type": "clock.day_closed", "key": f"d/{day}", "effective_date": str(day), "data": {"date": str(day)}}))
    day += datetime.timedelta(1)
for n, (kind, on, data) in enumerate((
        ("employer.meeting_held", "2024-04-08", {"case_id": "C-004411-1", "result": "cannot_deduct", "basis": "consent"}),
        ("mediation.session_held", "2024-04-09", {"case_id": "C-004411-1", "venue": "office", "debtor_attended": True}),
        ("mediation.outcome_recorded", "2024-04-09", {"case_id": "C-004411-1", "outcome": "failed"}),
        ("employer.meeting_held", "2024-04-08", {"case_id": "C-004411-2", "result": "cannot_deduct", "basis": "consent"}))):
    print(json.dumps({"type": kind, "key": f"m/{n}", "effective_date": on, "data": data}))
END
"$coopctl" send --file later.jsonl >out 2>err
result 'a third month, the employer, mediation' $?
"$coopctl" status --wait 30 >/dev/null
"$coopctl" due 2024-05-31 >out 2>err
printed 'the committee is to decide' $'C-004411-1\t004411\tboard with the loan committee by 2024-05-09'
"$coopctl" why-not case C-004411-1 legal >out 2>err
printed 'a rung before the suit is lacking' 'no suit may be filed in turn: rungs of its ladder before the suit are not taken (Local government 2566, cl. 1.7).
It could be from 2024-04-09 at the earliest.'
for _ in $(seq 100); do # it checkpoints after a moment of quiet
    "$coopctl" why --prove --all-of collections --dir "$dir/k" >out 2>err && break
    sleep 0.2
done
printed 'every follow-up comes out again' '0 failed'
stop_daemon
"$coopctl" verify "$dir/k" >out 2>err
result 'verify' $?
exit $((failures > 0))
