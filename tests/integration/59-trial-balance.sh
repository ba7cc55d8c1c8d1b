#!/bin/bash
# The trial balance by the cooperative's chart, of now and of a day; the control accounts beside their registers, and a
# register that is one satang out; months that are closed, and what comes after. Usage: 59-trial-balance.sh BUILD_DIR
here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")
. "$here/shell.sh" "$1"

expect() { # name, status, lines, arguments...
    local name=$1 status=$2 lines=$3
    shift 3
    env ${as:-} "$coopctl" "$@" >out 2>err
    local got=$?
    [ "$got" = "$status" ] || echo "status $got, expected $status" >>err
    [ "$got" = "$status" ] && printed "$name" "$lines" && return
    sed 's/^/# /' out err | head -n 40
    result "$name" 1
}
send() { # JSON lines on stdin
    "$coopctl" send --producer office >sent 2>&1
}
"$coopctl" init "$dir/k" --segment-size 1M >/dev/null
start_daemon
python3 "$here/warrant_events.py" 30000000 | grep -v -e meeting_held -e case_filed | send
send <<'END'
{"type":"loan.payment_received","key":"pay/1","effective_date":"2024-05-06","actor":"officer-07","data":{"contract_no":"S-000001","amount_satang":700000,"channel":"counter","document_no":"R-1"}}
{"type":"share.purchased","key":"pay/2","effective_date":"2024-05-06","actor":"officer-07","data":{"member_no":"000003","amount_satang":100000,"channel":"counter","document_no":"R-2"}}
END

expect 'a trial balance without a chart has the roles for codes' 0 $'cash\tCash\tasset\t8,000.00\t0.00\t8,000.00
loan_ordinary\tOrdinary loans\tasset\t360,000.00
total' trial-balance
result 'debits are credits, and there is no difference' "$(tail -n 1 out | awk -F'\t' '{ exit !($4 == $5 && $6 == "0.00") }'; echo $?)"
as=LC_ALL=th_TH.UTF-8 expect 'in Thai' 0 $'cash\tเงินสด\tสินทรัพย์' trial-balance
expect 'of a day: what is booked up to it' 0 $'loan_ordinary\tOrdinary loans\tasset\t360,000.00\t0.00\t360,000.00
bank\tBank\tasset\t0.00\t360,000.00\t-360,000.00
total\t\t\t360,000.00\t360,000.00\t0.00' trial-balance --as-of 2024-01-12
expect 'a day of the Buddhist era is one too' 0 $'total\t\t\t360,000.00\t360,000.00\t0.00' trial-balance --as-of 2567-01-12
expect 'before the first day there is nothing' 0 $'total\t\t\t0.00\t0.00\t0.00' trial-balance --as-of 2023-12-31
expect 'as JSON' 0 '{"account":"cash","code":"cash","title":"Cash","kind":"asset","debit_satang":800000,"credit_satang":0,"balance_satang":800000}
"total_debit_satang":' trial-balance -o json
expect 'no day' 64 'a day that does not exist' trial-balance --as-of 2024-02-30

sed -e 's/^effective = .*/effective = 2567-05-07/' "$top/tools/policies/amnat-charoen-2567.ini" >chart.ini
printf '\n[chart]\ncash = 1101 เงินสดในมือ\ninterest_income = 4101\nloan_ordinary = 1202 ลูกหนี้เงินกู้สามัญ\n' >>chart.ini
expect 'a policy with a chart of accounts' 0 'a good policy' policy check chart.ini
expect 'its accounts are part of what changes' 0 'added   chart cash: code 1101, title เงินสดในมือ
added   chart interest_income: code 4101' policy diff chart.ini
expect 'it is published' 0 '' policy publish chart.ini --actor manager-01
expect 'and is then no different' 0 'No difference.' policy diff chart.ini
expect 'the chart gives code and name, or the code alone' 0 $'1101\tเงินสดในมือ\tasset\t8,000.00
4101\tInterest on loans\tincome
bank\tBank\tasset' trial-balance
expect 'a day before the chart has none' 0 $'cash\tCash\tasset\t8,000.00' trial-balance --as-of 2024-05-06
result 'and one behind it has' "$("$coopctl" trial-balance --as-of 2024-05-07 | grep -qP '^1101\t'; echo $?)"

expect 'every control account is the sum of its register' 0 $'1202\tลูกหนี้เงินกู้สามัญ\tprincipal of ordinary loans
unit_receivable\tReceivable from deduction agents\towed by units
share_capital\tShare capital\tshares by member' trial-balance --control
result 'without a difference' "$(tail -n +2 out | awk -F'\t' '$6 != "0.00" { bad = 1 } END { exit bad }'; echo $?)"
expect 'as JSON' 0 '{"account":"share_capital","code":"share_capital","register":"member"' trial-balance --control -o json
expect 'registers are of now' 64 'registers are as they stand now' trial-balance --control --as-of 2024-05-06
for lie in "member 000003 share_balance_satang 1" "ledger interest_receivable debit_satang 1"; do
    /usr/bin/python3 "$here/liar.py" "ipc://$dir/liar" "$COOPD_SOCKET" $lie >ready 2>liar.log &
    liar=$!
    for _ in $(seq 100); do [ -s ready ] && break; sleep 0.1; done
    expect "one satang is found: $lie" 1 "baht in the ledger, its register at" trial-balance --control --socket "ipc://$dir/liar"
    kill "$liar" && wait "$liar" 2>/dev/null
    rm -f ready "$dir/liar"
done

send <<'END'
{"type":"period.closed","key":"tb/1","effective_date":"2024-05-06","actor":"officer-03","data":{"period":"2024-04","kind":"soft","debit_satang":1,"document_no":"TB-4","prepared_by":"officer-03","checked_by":"manager-01"}}
END
printed 'books whose trial balance is another are not closed' '' && cp sent out
printed 'and the sentence names the command that shows it' 'compare it with coopctl trial-balance'
total=$("$coopctl" trial-balance --as-of 2024-04-30 -o json | tail -n 1 | grep -o '[0-9]*' | head -n 1)
send <<END
{"type":"period.closed","key":"tb/2","effective_date":"2024-05-06","actor":"officer-03","data":{"period":"2024-04","kind":"soft","debit_satang":$total,"credit_satang":$total,"document_no":"TB-4","prepared_by":"officer-03","checked_by":"manager-01"}}
{"type":"loan.payment_received","key":"pay/3","effective_date":"2024-04-30","actor":"officer-07","data":{"contract_no":"S-000001","amount_satang":50000,"channel":"bank","document_no":"R-3"}}
END
expect 'the totals of the trial balance close the books' 0 $'period\t2024-04
closed\tsoft
checked_by\tmanager-01' show period 2024-04
result 'what comes later is not in them' "$([ "$("$coopctl" trial-balance --as-of 2024-04-30 -o json | tail -n 1 | grep -o '[0-9]*' | head -n 1)" = "$total" ]; echo $?)"
expect "but on the first open day, and says to which it belongs" 0 "2024-05-01  journal.posting_requested
value_date 2024-04-30" tail --from 1 --until-end --type journal.posting_requested
expect 'and the control accounts agree' 0 'share_capital' trial-balance --control

# At the year's end dividend and patronage refund are allocated, and then taken by the members: 1,000.00 of shares from
# June on at 6 % a year are 35.00, four payments of 500.00 through the payroll 95.00.
days_until() { # day
    /usr/bin/python3 -c 'import datetime, sys
day, last = map(datetime.date.fromisoformat, sys.argv[1:])
while day <= last:
    print("{\"type\":\"clock.day_closed\",\"key\":\"day/%s\",\"effective_date\":\"%s\",\"actor\":\"officer-07\",\"data\":{\"date\":\"%s\"}}" % (day, day, day))
    day += datetime.timedelta(1)' 2024-05-06 "$1"
}
days_until 2024-12-31 | send
send <<'END'
{"type":"profit.allocation_approved","key":"agm/1","effective_date":"2025-03-20","actor":"sec-01","data":{"year":2024,"net_profit_satang":1000000,"document_no":"AGM-1/2568","lines":[{"item":"reserve","amount_satang":500000},{"item":"dividend","amount_satang":300000,"rate_bp":600},{"item":"patronage","amount_satang":200000,"rate_bp":1000}]}}
END
expect 'what is allocated to members is in its register' 0 $'dividend_payable\tDividend payable\tdividends allocated and not taken by members, by year\t-3,000.00\t-3,000.00\t0.00
patronage_payable\tPatronage refund payable\tpatronage refunds allocated and not taken by members, by year\t-2,000.00\t-2,000.00\t0.00' trial-balance --control
send <<'END'
{"type":"dividend.approved","key":"agm/2","effective_date":"2025-03-20","actor":"sec-01","data":{"year":2024,"rate_bp":600,"document_no":"AGM-1/2568"}}
{"type":"patronage.approved","key":"agm/3","effective_date":"2025-03-20","actor":"sec-01","data":{"year":2024,"rate_bp":1000,"document_no":"AGM-1/2568"}}
END
expect 'and less what they took of it' 0 $'members, by year\t-2,870.00\t-2,870.00\t0.00
members, by year\t-1,895.47\t-1,895.47\t0.00' trial-balance --control
exit $((failures > 0))
