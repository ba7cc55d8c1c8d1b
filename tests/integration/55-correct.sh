#!/bin/bash
# A payment of the past is corrected: what that would do is shown before anything is written, then done, told why, and it
# comes out again of the journal. Usage: 55-correct.sh BUILD_DIR
here=$(dirname "$(realpath "$0")")
. "$(dirname "$0")/shell.sh" "$1"

# Runs coopctl; checks the exit status, and that these lines are in what it prints.
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
"$coopctl" init "$dir/k" --segment-size 1M >/dev/null
start_daemon
python3 "$here/warrant_events.py" 30000000 | grep -v -e meeting_held -e case_filed | "$coopctl" send --producer office >sent 2>&1
"$coopctl" send --producer office >sent 2>&1 <<'END'
{"type":"loan.payment_received","key":"pay/1","effective_date":"2024-05-06","actor":"officer-07","data":{"contract_no":"S-000001","amount_satang":700000,"channel":"bank","document_no":"R-1"}}
END
seq=$("$coopctl" status | sed -n 's/^seq	//p')
followup=$("$coopctl" status | sed -n 's/^last	//p')
by="--actor officer-07 --approved-by manager-01"

expect 'a rehearsal shows the letters and the net of the books' 0 "payment $seq stands at 7,000.00 baht of 2024-05-06 on contract S-000001
letters withdrawn
loan_ordinary" correct "$seq" --paid-on 2024-02-15 --reason wrong_date $by --dry-run
result 'and writes nothing' "$([ "$("$coopctl" status | sed -n 's/^last	//p')" = "$followup" ] && echo 0 || echo 1)"
expect 'it is done' 0 'loans derived anew' correct "$seq" --paid-on 2024-02-15 --reason wrong_date $by --yes
expect 'the same again changes nothing' 1 'nothing would change' correct "$seq" --paid-on 2024-02-15 --reason wrong_date $by --yes
expect 'one person alone does not correct' 1 'let somebody else approve' \
    correct "$seq" --amount 6,000.00 --reason typing_error --actor officer-07 --approved-by officer-07 --yes
expect 'an event that is no payment' 1 'is no payment on a running loan' correct 1 --amount 6,000.00 --reason typing_error $by --yes
as=LC_ALL=th_TH.UTF-8 expect 'in Thai' 1 'ไม่ใช่การรับชำระ' correct 1 --amount 6,000.00 --reason typing_error $by --yes
expect 'its reason is one of a few' 64 'say one of' correct "$seq" --amount 6,000.00 --reason insufficient_pay $by --yes
corrected=$("$coopctl" tail --from 1 --until-end --type loan.corrected | tail -n 1 | cut -d' ' -f1)
expect 'why, in sentences' 0 'the loan was derived anew from the right facts: 
a fact of the past was corrected
7,000.00 baht are right; 7,000.00 had been booked' why followup "$corrected"
expect 'it is put back' 0 'loans derived anew' correct "$seq" --paid-on 2024-05-06 --reason corrected_wrongly $by --yes
expect 'it was another loan' 0 'loans derived anew' correct "$seq" --contract S-000002 --reason wrong_person $by --yes
last=$("$coopctl" status | sed -n 's/^last	//p')
for _ in $(seq 100); do # it checkpoints after a moment of quiet
    "$coopctl" why --prove followup "$last" --dir "$dir/k" >out 2>err && break
    sleep 0.2
done
expect 'one of it comes out again of the journal' 0 '1 passed, 0 failed' why --prove followup "$corrected" --dir "$dir/k"
expect 'all of its member, by the slice' 0 ' 0 failed' why --prove member 000001 --dir "$dir/k"
expect 'all of the other, whom it concerns since' 0 ' 0 failed' why --prove loan S-000002 --dir "$dir/k"
expect 'the state is what the journal gives' 0 '' verify "$dir/k"
exit $((failures > 0))
