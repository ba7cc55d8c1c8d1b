#!/bin/bash
# coopctl forecast against a real daemon: after two months in which one member pays nothing, what becomes of his loan if he
# goes on so; then the months really come, he does, and what was foretold is what followed, to the day and the satang.
# Exercises tools/cmd_forecast.c and tools/forecast.c. Usage: 54-forecast.sh BUILD_DIR
here=$(dirname "$(realpath "$0")")
. "$(dirname "$0")/shell.sh" "$1"

send() { # file
    "$coopctl" send --producer office --file "$1" >sent 2>&1
    ! grep -E 'refused|conflict' sent | sed 's/^/# /' | grep . && "$coopctl" status --wait 30 >/dev/null
}

"$coopctl" init "$dir/k" --segment-size 1M >/dev/null
"$coopctl" forecast 2024-05-05 --dir k >out 2>err
result 'nothing is foretold before a day is closed' "$([ $? = 1 ] && grep -q 'no day was closed' err && echo 0 || echo 1)"
start_daemon
python3 "$here/warrant_events.py" >events
python3 - <<'END'
import json
lines = open("events").read().splitlines()
split = next(n for n, line in enumerate(lines) if json.loads(line).get("key") == "day/2024-03-06")
open("before", "w").write("\n".join(lines[:split]) + "\n")
open("after", "w").write("\n".join(line for line in lines[split:] if json.loads(line)["effective_date"] <= "2024-05-05") + "\n")
END
send before
result 'two months in which nothing can be deducted from one member' $?
stop_daemon # the state on the disk is that of its last event

"$coopctl" forecast 2024-06-20 --dir k >out 2>err
result 'forecast' $?
printed 'it says what is assumed' 'From the close of 2024-03-05 to that of 2024-06-20, if nothing comes in but this: from the members who are short now (1) nothing is deducted; everybody else pays as billed'
printed 'who becomes non-performing when, and which steps fall due and are missed' $'date\twhat\tdetail
2024-05-05\tanother class\tcontract S-000001, member 000001
2024-05-05\tbecomes non-performing\tmember 000001, contract S-000001
2024-05-05\ta step begins\tcase C-000001-1, number 1
2024-05-19\ta step ends\tcase C-000001-1, number 1'
result 'who pays is not among them' "$(grep -q 000002 out && echo 1 || echo 0)"
LC_ALL=th_TH.UTF-8 "$coopctl" forecast 2024-06-20 --dir k >out 2>err
printed 'in Thai' $'วันที่\tเรื่อง\tรายละเอียด
05/05/2567\tเป็นหนี้ NPL\t'
"$coopctl" forecast 2024-03-06 --dir k >out 2>err
printed 'a day on which nothing changes' 'Nothing changes.'
for wrong in 2024-03-05 2025-03-07 soon; do
    "$coopctl" forecast $wrong --dir k >out 2>err
    result "$wrong is no day to come" "$([ $? = 64 ] && echo 0 || echo 1)"
done
"$coopctl" forecast 2024-05-05 >out 2>err
result 'it needs the data directory' "$([ $? = 64 ] && echo 0 || echo 1)"
result 'the copy is taken away' "$(ls -d coopctl-fold* 2>/dev/null | grep -q . && echo 1 || echo 0)"

"$coopctl" forecast 2024-05-05 --dir k -o json >foretold 2>err
start_daemon
echo '{"type":"unit.registered","key":"idle/1","effective_date":"2024-03-06","data":{"unit_code":"0999","unit_group":"idle"}}' >one
"$coopctl" send --producer office --file one >sent # the daemon has this in hand until it next writes its state
timeout -s KILL 60 "$coopctl" forecast 2024-05-05 --dir k -o json >beside 2>err
result 'beside a daemon that has written nothing yet: the same' "$(cmp -s foretold beside && echo 0 || echo 1)"
last=$("$coopctl" status | sed -n 's/^last	//p')
send after
result 'the months come' $?
"$coopctl" tail --from $((last + 1)) --until-end -o json >followed
python3 - <<'END'
import json
def rows(name, wanted=None):
    got = [json.loads(line) for line in open(name)]
    return [(r.get("date") or r["effective_date"], r["type"], r["data"]) for r in got if wanted is None or r["type"] in wanted]
foretold = rows("foretold")
followed = rows("followed", {"member.npl_flagged", "loan.classified", "collection.step_due", "collection.stage_changed",
                             "guarantor.notice_due", "mediation.agreement_breached"})
assert len(foretold) >= 4 and foretold == followed, (foretold, followed)
END
result 'and what was foretold is what followed' $?
stop_daemon
"$coopctl" verify "$dir/k" >out 2>err
result 'verify' $?
exit $((failures > 0))
