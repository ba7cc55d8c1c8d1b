#!/bin/bash
# coopctl why-not against a real daemon: an application that fails in several ways, what would mend it and from when,
# in both languages; what is granted, and a contract; applications and intents of a relief programme. Exercises
# tools/cmd_why_not.c, tools/why_not*.c and proto/check.c.
# Usage: 48-why-not.sh BUILD_DIR
. "$(dirname "$0")/shell.sh" "$1"


"$coopctl" init "$dir/k" --name Krabi >/dev/null
start_daemon
cat >base.jsonl <<'END'
{"type":"policy.published","key":"policy/1","effective_date":"2023-12-01","data":{"version":1,"take_home_min_bp":3000,"take_home_min_satang":100000,"year_divisor":365,"rounding":"half_up","months_method":"due_dates","employer_contact_days":14,"mediation_days":30,"mediation_venue":"office","no_show_limit":2,"committee_weekday":4,"products":[{"product":"ordinary","kind":"ordinary","max_instalments":150,"rate_bp":600,"member_min_months":6,"share_max_bp":9000,"family_guarantors":true},{"product":"special","kind":"special","max_instalments":120,"rate_bp":600}],"programmes":[{"programme":"relief-2567","starts_on":"2023-12-01","ends_on":"2024-06-28","budget_satang":50000000,"take_home_min_bp":8000,"take_home_min_satang":100000,"emergency_instalments":12,"ordinary_instalments":96,"special_instalments":360}],"classes":[{"class":"substandard","over_months":3,"provision_bp":2000,"npl":true},{"class":"doubtful","over_months":6,"provision_bp":5000,"npl":true},{"class":"doubtful_of_loss","over_months":12,"provision_bp":10000,"npl":true}],"items":[{"item":"share","priority":1},{"item":"emergency","priority":2},{"item":"ordinary","priority":3},{"item":"special","priority":4}],"guarantor_bands":[{"product":"ordinary","from_satang":0,"guarantors":1}]}}
{"type":"unit.registered","key":"unit/0417","effective_date":"2023-12-01","data":{"unit_code":"0417","unit_group":"monthly"}}
{"type":"member.registered","key":"m/1","effective_date":"2023-12-01","data":{"member_no":"004411","kind":"ordinary","unit_code":"0417","income_satang":2800000}}
{"type":"loan.application_filed","key":"a/1","effective_date":"2024-01-10","data":{"application_no":"A-1","member_no":"004411","product":"ordinary","amount_satang":30000000,"instalments":60,"method":"equal_principal","purpose":3}}
{"type":"loan.application_filed","key":"a/2","effective_date":"2024-01-10","data":{"application_no":"A-2","member_no":"004411","product":"ordinary","amount_satang":1000000,"instalments":60,"method":"equal_principal","purpose":3,"guarantors":[{"kind":"family","ref":"F-1"}]}}
{"type":"loan.committee_decided","key":"d/2","effective_date":"2024-01-11","data":{"application_no":"A-2","decision":"approved","resolution_no":"2/2567","override_body":"board","override_no":"3/2567"}}
END
"$coopctl" send --file base.jsonl >out 2>err
result 'the applications are filed' $?

"$coopctl" tail --type loan.application_screened --subject A-1 >out
printed 'tail tells conditions as sentences, with their units' 'FAILS share_limit: 300,000.00 baht is more than the 0.00 that the paid-up shares allow'
printed 'and how many hold' '  2 conditions hold  (screening, event 4)'
"$coopctl" why-not A-1 >out 2>err
result 'why-not' $?
printed 'what it waits for' 'Application A-1 of member 004411, 300,000.00 baht of ordinary in 60 instalments: it waits for the meeting'
printed 'the first condition that fails, with value and limit' '1. 300,000.00 baht is more than the 0.00 that the paid-up shares allow (share_limit)'
printed 'what would mend it' '   To mend it: ask for less, or buy shares'
printed 'the next one' '2. 1 months of membership are less than the 6 needed (membership)'
printed 'the day from which it could hold' '   It could hold from 2024-06-01.'
printed 'and the last' '3. 0 guarantors are named, and 1 are needed (guarantors)'
LC_ALL=th_TH.UTF-8 "$coopctl" why-not A-1 >out 2>err
printed 'in Thai' '2. เป็นสมาชิก 1 เดือน น้อยกว่าที่กำหนด 6 เดือน (membership)'
printed 'in Thai, of the Buddhist era' '   อาจผ่านได้ตั้งแต่ 01/06/2567'
"$coopctl" why-not A-1 -o json >out 2>err
result 'JSON' "$(python3 -c 'import json; a, b = map(json.loads, open("out")); assert a["state"] == "queued" and not b["screened"]["passed"]' 2>/dev/null; echo $?)"
"$coopctl" show application why-not >out 2>err
result 'nothing is kept of the rehearsal' "$([ $? = 0 ] && echo 1 || echo 0)"

cat >later.jsonl <<'END'
{"type":"share.purchased","key":"s/1","effective_date":"2024-01-12","data":{"member_no":"004411","amount_satang":40000000,"channel":"counter","document_no":"R-1"}}
{"type":"loan.application_filed","key":"a/3","effective_date":"2024-06-01","data":{"application_no":"A-3","member_no":"004411","product":"ordinary","amount_satang":30000000,"instalments":60,"method":"equal_principal","purpose":3,"guarantors":[{"kind":"family","ref":"F-1"}]}}
{"type":"loan.disbursed","key":"p/2","effective_date":"2024-01-12","data":{"contract_no":"S-2","application_no":"A-2","paid_satang":1000000,"approval_ref":"V-1"}}
END
"$coopctl" why-not A-2 >out 2>err
printed 'what is approved waits for its payout' 'it is approved and waits for its payout'
"$coopctl" send --file later.jsonl >out 2>err
result 'shares, another application, a payout' $?
"$coopctl" why-not A-3 >out 2>err
printed 'where nothing fails, and that it was looked at anew' 'Screened anew for 2024-06-01, as the books stand now: every condition holds.'
"$coopctl" why-not A-2 >out 2>err
printed 'what is paid out' 'it is paid out.'
"$coopctl" why-not S-2 >out 2>err
printed 'a contract owes' '- principal: 10,000.00 baht'
"$coopctl" why-not X-9 >out 2>err
result 'an unknown number' "$([ $? = 1 ] && echo 0 || echo 1)"
"$coopctl" why-not >out 2>err
result 'no number' "$([ $? = 64 ] && echo 0 || echo 1)"
"$coopctl" why application A-1 >out 2>err
printed 'why shows a condition a line: what holds' '        holds take home: 21,471.23, limit 8,400.00'
printed 'and what does not' '        FAILS membership: 1 months of membership are less than the 6 needed; could hold from 2024-06-01'

# ---- a relief programme: its floor of 80 %, its caps, its budget of 500,000.00, and how long intents are filed
says() { # name, what is asked about, lines
    local line good=0
    "$coopctl" why-not "$2" >out 2>err || good=1
    while IFS= read -r line; do
        grep -qF -- "$line" out || { echo "# missing: $line" && good=1; }
    done <<<"$3"
    [ $good = 0 ] || sed 's/^/# /' out err
    result "$1" $good
}
thai() { LC_ALL=th_TH.UTF-8 "$coopctl" why-not "$1" >out 2>err; }
cat >relief.jsonl <<'END'
{"type":"member.registered","key":"m/2","effective_date":"2023-12-01","data":{"member_no":"004412","kind":"ordinary","unit_code":"0417","income_satang":2000000}}
{"type":"member.registered","key":"m/3","effective_date":"2023-12-01","data":{"member_no":"004413","kind":"ordinary","unit_code":"0417","income_satang":2000000}}
{"type":"relief.intent_filed","key":"i/1","effective_date":"2024-01-10","data":{"programme":"relief-2567","intent_no":"I-1","member_no":"004412","income_satang":2000000,"amount_satang":60000000,"purpose":2,"slip_period":"2024-01","form_signed":true}}
{"type":"relief.intent_filed","key":"i/2","effective_date":"2024-01-10","data":{"programme":"relief-2567","intent_no":"I-2","member_no":"004413","income_satang":2000000,"amount_satang":40000000,"purpose":2,"slip_period":"2024-01","form_signed":true,"other_condition":true}}
{"type":"relief.entitlement_calculated","key":"e/1","effective_date":"2024-01-11","data":{"intent_no":"I-1","application_no":"A-11","product":"special","amount_satang":60000000,"instalments":361,"method":"equal_total"}}
END
"$coopctl" send --file relief.jsonl >out 2>err
result 'two intents, of which one is an application' $?
says 'an application of a programme: its floor, its cap, its budget' A-11 'Application A-11 of member 004412, 600,000.00 baht of special in 361 instalments: its contract is to be made out.
1. 361 instalments are more than the 360 allowed (instalments)
2. 600,000.00 baht is more than the 500,000.00 that is left of the programme'"'"'s budget (budget)'
cp out application
says 'the intent that became it says the same' I-1 "$(cat application)"
says 'an intent that waits: its group, who is before it, and what it would fail on as a loan of each product' I-2 'Intent I-2 of member 004413, 400,000.00 baht of programme relief-2567, group 2: an officer is to calculate what he can be lent; 1 wait before it.
As a loan of product ordinary in 96 instalments, without guarantors and collateral:
1. 14,743.42 baht a month would be left, less than the floor of 16,000.00 (take_home)
   It could hold from 2024-06-01.
As a loan of product special in 360 instalments, without guarantors and collateral:'
thai I-2
printed 'an intent in Thai' 'การแสดงความประสงค์ I-2 ของสมาชิก 004413 วงเงิน 400,000.00 บาท โครงการ relief-2567 กลุ่มที่ 2: รอเจ้าหน้าที่คำนวณสิทธิ มีผู้รอก่อนหน้า 1 ราย'
printed 'by product' 'หากเป็นเงินกู้ประเภท ordinary 96 งวด ยังไม่มีผู้ค้ำประกันและหลักประกัน:'
thai A-11
printed 'the budget in Thai' '2. วงเงิน 600,000.00 บาท เกินงบประมาณโครงการที่เหลือ 500,000.00 บาท (budget)'
"$coopctl" why-not I-2 -o json >out 2>err
result 'an intent as JSON' "$(python3 -c '
import json
intent, *rest = map(json.loads, open("out"))
assert intent == {"intent_no": "I-2", "programme": "relief-2567", "group": 2, "before_it": 1}
assert [r["product"] for r in rest[::2]] == ["ordinary", "special"]
assert [r["screened"]["checks"][-1]["check"] for r in rest[1::2]] == ["budget"] * 2' 2>err; echo $?)"
"$coopctl" send >out 2>err <<<'{"type":"loan.application_withdrawn","key":"w/11","effective_date":"2024-01-12","data":{"application_no":"A-11"}}'
says 'after a withdrawal a new intent may be filed' I-1 'the member withdrew it.
His intent could be filed again today, in group 1.'
close_day() {
    "$coopctl" send >out 2>err <<<'{"type":"clock.day_closed","key":"day/'$1'","effective_date":"'$1'","data":{"date":"'$1'"}}' && "$coopctl" status --wait 30 >/dev/null
}
close_day 2024-03-31
says 'with a newer slip' A-11 'His intent could not be filed again today as it was: data.slip_period'
thai A-11
printed 'with a newer slip, in Thai' 'ยื่นแสดงความประสงค์ใหม่ตามเดิมวันนี้ไม่ได้: data.slip_period'
for day in $(seq 0 88); do close_day "$(date -d "2024-04-01 + $day days" +%F)"; done
says 'and not after the last day of the programme' I-1 'intents are filed from 2023-12-01 to 2024-06-28, both included'
"$coopctl" why-not I-1 -o json >out 2>err
printed 'as JSON' '{"refused":"outside_window"}'
exit $((failures > 0))
