#!/bin/bash
# What is still to come of a loan (coopctl schedule), and how it stood on an earlier day (coopctl show --as-of), against a real
# daemon in a private directory. Usage: 51-plan-and-past.sh BUILD_DIR
. "$(dirname "$0")/shell.sh" "$1"

# Runs coopctl, with as=NAME=VALUE in that environment; checks the exit status, and that these lines, separated by tabs, are in what it prints.
expect() { # name, status, lines, arguments...
    local name=$1 status=$2 lines=$3 line got_status good=0
    shift 3
    env ${as:-} "$coopctl" "$@" >out 2>err
    got_status=$?
    [ "$got_status" = "$status" ] || { echo "# status $got_status, expected $status" && good=1; }
    while IFS= read -r line; do
        [ -z "$line" ] || grep -qF -- "$line" out err || { echo "# missing: $line" && good=1; }
    done <<<"$lines"
    [ $good = 0 ] || sed 's/^/# /' out err | head -n 40
    result "$name" $good
}

# ---- a loan that might be, without a daemon
loan=(--amount 300,000 --instalments 60 --from 2024-01-12)
expect 'IN-05: equal principal, to the satang' 0 $'1\t2024-01-31\t19\t936.99\t5,000.00\t5,936.99\t295,000.00
2\t2024-02-29\t29\t1,406.30\t5,000.00\t6,406.30\t290,000.00
3\t2024-03-31\t31\t1,477.81\t5,000.00\t6,477.81\t285,000.00
60\t2028-12-31\t31\t25.48\t5,000.00\t5,025.48\t0.00' schedule "${loan[@]}" --method equal_principal --rate 6.00
expect 'IN-06: equal total, to the satang' 0 $'1\t2024-01-31\t19\t936.99\t4,863.01\t5,800.00\t295,136.99
2\t2024-02-29\t29\t1,406.95\t4,393.05\t5,800.00\t290,743.94
3\t2024-03-31\t31\t1,481.60\t4,318.40\t5,800.00\t286,425.54
No. 1: 19 days of interest, from the end of 2024-01-12 to the end of its due date.
No. 60 takes all that is left, instead of 5,800.00.' schedule "${loan[@]}" --method equal_total --rate 6% --instalment-step 100
"$coopctl" schedule "${loan[@]}" --method equal_total --rate 6.25 --year-divisor real --step 25 --day 25 -o json |
    python3 -c '
import json, sys
*rows, total = [json.loads(l) for l in sys.stdin]
total = total["total"]
assert [r["no"] for r in rows] == list(range(1, 61)) and rows[0]["due_date"] == "2024-01-25" and rows[0]["days"] == 13
assert sum(r["principal_satang"] for r in rows) == total["principal_satang"] == 30000000 and rows[-1]["balance_satang"] == 0
assert sum(r["interest_satang"] for r in rows) == total["interest_satang"] and all(r["interest_satang"] % 25 == 0 for r in rows)'
result 'a schedule as JSON adds up' $?
expect 'paid out on the due day: the first instalment is the next month' 0 $'1\t2024-02-29\t29\t' schedule --amount 1,000 \
    --instalments 2 --method equal_principal --rate 6 --from 2024-01-31
env LC_ALL=th_TH.UTF-8 "$coopctl" schedule "${loan[@]}" --method equal_principal --rate 6 >out
grep -qF $'งวดที่\tครบกำหนด' out && grep -qF $'1\t31/01/2567\t19' out
result 'in Thai, with the years of the Buddhist era' $?
expect 'what is missing is said' 64 'say --amount, --instalments, --method, and --rate or --product' schedule --amount 5
cannot() { # name, sentence, sentence in Thai, options of a loan that would be one without them
    local name=$1 english=$2 thai=$3
    shift 3
    expect "$name" 64 "coopctl: $english" schedule --method equal_total --rate 6 --amount 3,000 --instalments 6 "$@"
    as=LC_ALL=th_TH.UTF-8 expect "$name, in Thai" 64 "coopctl: $thai" schedule --method equal_total --rate 6 --amount 3,000 --instalments 6 "$@"
}
cannot 'an amount below zero' '--amount -5: say baht from 0.01 to 100,000,000,000.00, with at most 2 decimals, like' \
    '--amount -5: ใช้จำนวนบาทตั้งแต่ 0.01 ถึง 100,000,000,000.00 ทศนิยมไม่เกิน 2 ตำแหน่ง เช่น' --amount -5
cannot 'an amount in words' '--amount lots: say baht from 0.01' '--amount lots: ใช้จำนวนบาทตั้งแต่ 0.01' --amount lots
cannot 'an amount beyond any loan' '--amount 100,000,000,000.01: say baht' '--amount 100,000,000,000.01: ใช้จำนวนบาท' --amount 100,000,000,000.01
cannot 'an instalment step below zero' '--instalment-step -1: say baht from 0.00' '--instalment-step -1: ใช้จำนวนบาทตั้งแต่ 0.00' --instalment-step -1
cannot 'no instalments' '--instalments 0: say a whole number from 1 to 480' '--instalments 0: ใช้จำนวนเต็มตั้งแต่ 1 ถึง 480' --instalments 0
cannot 'a rate below zero' '--rate -1: say percent a year from 0 to 100' '--rate -1: ใช้ร้อยละต่อปีตั้งแต่ 0 ถึง 100' --rate -1
cannot 'a rate that nobody means' '--rate 600: say percent a year from 0 to 100' '--rate 600: ใช้ร้อยละต่อปีตั้งแต่ 0 ถึง 100' --rate 600
cannot 'a step that is none' '--step 7: say 5, 10 or 25 satang' '--step 7: ใช้ 5, 10 หรือ 25 สตางค์' --step 7
cannot 'a day that there is not' '--from "2024-02-30" is a day that does not exist' '--from "2024-02-30" ไม่มีวันที่นี้ในปฏิทิน' --from 2024-02-30
expect 'a rate that is none' 64 'like 6.25' schedule "${loan[@]}" --method equal_total --rate six
expect 'an amount that is none' 64 'from 0.01' schedule --amount 0 --instalments 2 --method equal_total --rate 6
expect 'digits of a rate are never cut off' 0 '6.25 % a year' schedule "${loan[@]}" --method equal_total --rate 0000000000000006.25
expect 'instalments behind the last year' 1 'after the year 2399' schedule --amount 3 --instalments 2 --method equal_total \
    --rate 6 --from 2399-12-01
expect 'an only one within it' 0 $'1\t2399-12-31\t30' schedule --amount 3 --instalments 1 --method equal_total --rate 6 --from 2399-12-01
expect 'one behind it' 1 'after the year 2399' schedule --amount 3 --instalments 1 --method equal_total --rate 6 --from 2399-12-31

# ---- a contract
"$coopctl" init "$dir/k" >/dev/null
start_daemon
cat >base.jsonl <<'END'
{"type":"policy.published","key":"policy/1","effective_date":"2023-12-01","data":{"version":1,"take_home_min_bp":3000,"take_home_min_satang":100000,"year_divisor":365,"rounding":"half_up","instalment_step_satang":10000,"months_method":"due_dates","employer_contact_days":14,"mediation_days":30,"mediation_venue":"office","no_show_limit":2,"breach_grace_days":7,"committee_weekday":4,"products":[{"product":"ordinary","kind":"ordinary","max_instalments":150,"max_amount_satang":200000000,"rate_bp":600},{"product":"emergency","kind":"emergency","max_instalments":12,"rate_bp":600},{"product":"special","kind":"special","max_instalments":360,"rate_bp":550}],"classes":[{"class":"substandard","over_months":3,"provision_bp":2000,"npl":true},{"class":"doubtful","over_months":6,"provision_bp":5000,"npl":true},{"class":"doubtful_of_loss","over_months":12,"provision_bp":10000,"npl":true}],"items":[{"item":"share","priority":1},{"item":"emergency","priority":2},{"item":"ordinary","priority":3},{"item":"special","priority":4}]}}
{"type":"unit.registered","key":"unit/0417","effective_date":"2023-12-01","data":{"unit_code":"0417","unit_group":"monthly"}}
{"type":"member.registered","key":"m/004411","effective_date":"2023-12-01","data":{"member_no":"004411","kind":"ordinary","unit_code":"0417","birth_date":"1980-05-14","income_satang":2800000,"other_deductions_satang":300000,"share_monthly_satang":90000}}
{"type":"loan.application_filed","key":"a/7","effective_date":"2024-01-04","data":{"application_no":"A-7","member_no":"004411","product":"ordinary","amount_satang":30000000,"instalments":60,"method":"equal_total","purpose":3}}
{"type":"loan.committee_decided","key":"d/7","effective_date":"2024-01-11","actor":"officer-07","data":{"application_no":"A-7","decision":"approved","resolution_no":"2/2567"}}
{"type":"loan.disbursed","key":"p/7","effective_date":"2024-01-12","data":{"contract_no":"S-7","application_no":"A-7","paid_satang":30000000,"approval_ref":"V-31"}}
END
"$coopctl" send <base.jsonl >/dev/null 2>&1
"$coopctl" schedule S-7 >before
"$coopctl" schedule --amount 300,000 --instalments 60 --method equal_total --product ordinary --from 2024-01-12 >possible
result "a contract's plan is that of the loan before it was paid out" "$(diff <(sed 's/^Contract S-7: //' before) possible >&2; echo $?)"
expect 'a product that the policy has not' 1 'has no product gold' schedule --amount 3 --instalments 6 --method equal_total --product gold
expect 'more than the product lends: a note' 0 'Product ordinary takes at most 2,000,000.00 baht.' schedule \
    --amount 9,000,000 --instalments 60 --method equal_total --product ordinary --from 2024-01-12
expect 'more instalments than the product takes: a note' 0 'Product emergency takes at most 12 instalments.' schedule \
    --amount 3,000 --instalments 16 --method equal_total --product emergency --from 2024-01-12
expect 'a contract that is none' 1 'there is no loan S-8' schedule S-8
expect 'a contract has its own terms' 64 'name one contract (with --day at most)' schedule S-7 --rate 5
expect 'before any day was closed, there is no past' 0 '2024-01-31 is not closed yet' show loan S-7 --as-of 2024-01-31 --dir "$dir/k"

cat >month.jsonl <<'END'
{"type":"payroll.cycle_opened","key":"c/2024-01","effective_date":"2024-01-15","data":{"period":"2024-01","unit_group":"monthly","interest_to_date":"2024-01-31","remit_due_date":"2024-01-31","cut_off_date":"2024-02-05"}}
{"type":"clock.day_closed","key":"day/31","effective_date":"2024-01-31","data":{"date":"2024-01-31"}}
{"type":"loan.payment_received","key":"r/1","effective_date":"2024-02-01","data":{"contract_no":"S-7","amount_satang":580000,"channel":"counter","document_no":"R-1"}}
{"type":"clock.day_closed","key":"day/01","effective_date":"2024-02-01","data":{"date":"2024-02-01"}}
{"type":"loan.payment_received","key":"r/2","effective_date":"2024-02-02","data":{"contract_no":"S-7","amount_satang":10000000,"channel":"counter","document_no":"R-2"}}
END
while IFS= read -r event; do # the clock waits for the work before it
    "$coopctl" send <<<"$event" >/dev/null 2>&1
    "$coopctl" status --wait 30 >/dev/null
done <month.jsonl
"$coopctl" schedule S-7 >after
grep -qF $'2\t2024-02-29\t27\t' after
result 'what was billed is left out of the plan, and days of interest that were charged' $?
number() { "$coopctl" show loan S-7 -o json "$@" 2>err | python3 -c 'import json,sys; v=json.load(sys.stdin)["value"]; print(v["principal_satang"], v["paid_satang"], v["billed_instalments"])'; }
is() { # name, expected, got
    [ "$2" = "$3" ] || echo "# $3 instead of $2"
    result "$1" "$([ "$2" = "$3" ]; echo $?)"
}
is 'now' "$(number)" "$(number --as-of 2024-02-02 --dir "$dir/k")"
is 'at the close of the month, before any payment' '30000000 0 1' "$(number --as-of 2024-01-31 --dir "$dir/k")"
grep -q 'As the books stood at the close of 2024-01-31: [0-9]* events folded from ' err
result 'it says what was folded' $?
is 'a day later one payment was in' "$((30000000 - 580000 + 93699 + 4932)) 580000 1" "$(number --as-of 2024-02-01 --dir "$dir/k")"
expect 'a day that was never closed' 1 'the first day that was closed is 2024-01-31' show loan S-7 --as-of 2024-01-30 --dir "$dir/k"
expect 'the ledger of a day, balanced' 0 $'loan_ordinary\t300,000.00\t0.00
total\t300,000.00\t300,000.00' show ledger --as-of 2024-01-31 --dir "$dir/k"
is 'a day as Thai dates are printed' "$(number --as-of 2024-02-01 --dir "$dir/k")" "$(number --as-of 01/02/2567 --dir "$dir/k")"
expect 'the journal is needed' 64 'name the data directory with --dir' show loan S-7 --as-of 2024-01-31
expect 'and a date' 64 '--as-of "yesterday" is no date; write it like' show loan S-7 --as-of yesterday --dir "$dir/k"
expect 'and a data directory' 78 '' show loan S-7 --as-of 2024-01-31 --dir "$dir/nothing"
pause() { # kind, first month, last month
    "$coopctl" send >/dev/null 2>&1 <<<'{"type":"loan.pause_granted","key":"pause/'$1'","effective_date":"2024-02-02","data":{"contract_no":"S-7","from_period":"'$2'","until_period":"'$3'","kind":"'$1'","resolution_no":"3/2567"}}'
}
pause interest_only 2024-02 2024-02
expect 'a month of a pause that is billed its interest' 0 $'pause\t2024-02-29\t27\t866.52\t0.00\t866.52\t195,234.83
2\t2024-03-31\t31\t' schedule S-7
cat >paused.jsonl <<'END'
{"type":"payroll.cycle_opened","key":"c/2024-02","effective_date":"2024-02-02","data":{"period":"2024-02","unit_group":"monthly","interest_to_date":"2024-02-29","remit_due_date":"2024-02-29","cut_off_date":"2024-03-05"}}
END
"$coopctl" send <paused.jsonl >/dev/null 2>&1
"$coopctl" status --wait 30 >/dev/null
pause nothing 2024-03 2024-04
expect 'months of a pause that are billed nothing' 0 $'2\t2024-05-31\t92\t' schedule S-7
cat >gone.jsonl <<'END'
{"type":"loan.payment_received","key":"r/3","effective_date":"2024-02-02","data":{"contract_no":"S-7","amount_satang":19610135,"channel":"counter","document_no":"R-3"}}
END
"$coopctl" send <gone.jsonl >/dev/null 2>&1
expect 'nothing will be billed of a contract that is closed' 1 'contract S-7 is not open' schedule S-7
stop_daemon
is 'the daemon need not run' '30000000 0 1' "$(number --as-of 2024-01-31 --dir "$dir/k")"
result 'no scratch store is left behind' "$(find "$dir" -maxdepth 1 -name 'coopctl-fold*' | grep -q . && echo 1 || echo 0)"
[ "$failures" = 0 ]
