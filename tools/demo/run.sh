#!/usr/bin/env bash
# The sample cooperative of `make run`: 500 members in 12 units, four months, one payroll file a unit and month, three of them
# wrong in ways that happen. Ends with 0 only if everything came out as it must. Usage: run.sh BUILD_DIR
# SERVE=1 leaves the daemon running until Ctrl-C.
set -euo pipefail
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/coopd-run.XXXXXX")
dir=$work/store
coopctl="$build/coopctl"
export COOPD_SOCKET="ipc://$dir/coopd.sock" LANG=${LANG:-C.UTF-8}
daemon=""
finish() {
    [ -z "$daemon" ] || { kill "$daemon" 2>/dev/null && wait "$daemon" 2>/dev/null; } || true
    rm -rf "$work"
}
trap finish EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] || say() { printf '\n%s\n' "$*"; }
show() { printf '  $ coopctl %s\n' "$*"; "$coopctl" "$@"; }
fail() { echo "make run: $*" >&2; exit 1; }
play() { /usr/bin/python3 "$here/cooperative.py" "$@"; }
send() { "$coopctl" send --producer "$1" -o json >"$work/statuses" 2>"$work/send" || true; count_statuses; }
count_statuses() {
    /usr/bin/python3 - "$work/statuses" <<'P'
import collections, json, sys
c = collections.Counter(json.loads(l)["status"] for l in open(sys.argv[1]))
print("   ", ", ".join("%s %d" % kv for kv in sorted(c.items())))
sys.exit(any(k not in ("applied", "repeated", "parked") for k in c))
P
}

say "A store is made once, by hand, and never by the daemon"
"$coopctl" init "$dir" --name "Sample Savings Cooperative" | sed 's/^/  /'
"$build/coopd" --dir="$dir" 2>"$work/log" &
daemon=$!
"$coopctl" status --wait 10 >/dev/null || { cat "$work/log" >&2; fail "the daemon did not answer"; }

say "The policy of Amnat Charoen 2567, 12 units, 500 members; loans applied for, screened, decided, paid out"
play setup | send office
play days 2024-01-02 2024-01-07 | send office

wrong_total() {
    say "Wrong 1: unit 0404's file for 2567-02 declares a total that its lines do not have"
    show import "$files/unit-0404-wrong-total.csv" --unit 0404 --period 2567-02 --encoding cp874 --calendar be && fail "a wrong total was taken"
    echo "  Nothing was taken. The unit sends it again, mended:"
}
unknown_member() { say "Wrong 2: unit 0406's file names somebody who is not a member: his money waits in suspense"; }
same_file() {
    say "Wrong 3: unit 0402 sends its file for 2567-03 again, under another name"
    cp "$files/unit-0402.csv" "$files/unit-0402-copy-of-final.csv"
    show import "$files/unit-0402-copy-of-final.csv" --unit 0402 --period 2567-03 --encoding cp874 --calendar be
}

for month in 01 02 03 04; do
    period=2024-$month files=$work/2024-$month
    say "Month 2567-$month: bills, one CP874 file a unit with Buddhist dates, the money, the days"
    play cycle $period | send office
    "$coopctl" status --wait 20 >/dev/null
    "$coopctl" tail --type payroll.bill_line_issued --from 0 --until-end -o json >"$work/bills"
    play files $period "$files" <"$work/bills"
    imported=0
    for unit in 0401 0402 0403 0404 0405 0406 0407 0408 0409 0410 0411 0412; do
        case $period/$unit in
        2024-02/0404) wrong_total ;;
        2024-02/0406) unknown_member ;;
        esac
        quiet=show
        case $period/$unit in 2024-01/0401 | 2024-02/0404 | 2024-02/0406) ;; *) quiet=silent ;; esac
        silent() { "$coopctl" "$@" >"$work/import" 2>&1; }
        status=0
        $quiet import "$files/unit-$unit.csv" --unit $unit --period 2567-$month --encoding cp874 --calendar be || status=$?
        [ $status -le 1 ] || { cat "$work/import" >&2; fail "import of unit $unit ended with $status"; }
        imported=$((imported + 1))
    done
    echo "  $imported files imported"
    play money $period <"$work/bills" | send bank
    [ $month != 03 ] || same_file
    next=$(printf '2024-%02d' $((10#$month + 1)))
    play days $period-08 $next-07 | send office
    "$coopctl" status --wait 20 >/dev/null
done

say "What waits in suspense"
show show suspense
[ "$("$coopctl" show suspense -o json | wc -l)" = 1 ] || fail "there must be one item in suspense"

say "A loan that was never paid: four due dates missed, so it is non-performing, and the employer is to be met"
show show loan S-2567-0007
case_id=$("$coopctl" show loan S-2567-0007 -o json | /usr/bin/python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["value"]["case_id"])')
[ -n "$case_id" ] || fail "loan S-2567-0007 has no collection case"

say "A suit before mediation is refused; the employer is met; mediation is opened"
/usr/bin/python3 -c "
import json
print(json.dumps({'type': 'legal.case_filed', 'key': 'suit/1', 'effective_date': '2024-05-08', 'data': {'case_id': '$case_id', 'court_ref': 'AC-1/2567'}}))" |
    "$coopctl" send --producer collection | sed 's/^/  /' || true
/usr/bin/python3 -c "
import json
print(json.dumps({'type': 'employer.meeting_held', 'key': 'meeting/1', 'effective_date': '2024-05-08', 'data': {'case_id': '$case_id', 'result': 'cannot_deduct', 'basis': 'section_42_1'}}))" |
    send collection
show show case "$case_id"
"$coopctl" show case "$case_id" -o json | grep -q '"stage":"mediation"' || fail "the case is not in mediation"

say "Why?"
show why case "$case_id"

say "The books: debits are credits"
show show ledger
"$coopctl" show ledger -o json | /usr/bin/python3 -c '
import json, sys
rows = [json.loads(l)["value"] for l in sys.stdin]
d, c = sum(r["debit_satang"] for r in rows), sum(r["credit_satang"] for r in rows)
sys.exit(0 if d == c and d > 0 else "the trial balance is not zero: %d and %d" % (d, c))' || fail "the trial balance is not zero"

say "Fold the journal anew, and compare every table and every follow-up"
checkpointed() { "$coopctl" status -o json | grep -q '"checkpoints":0' && return 1 || return 0; }
for _ in $(seq 50); do checkpointed && break || sleep 0.1; done # the state is committed after a moment of quiet
show verify "$dir" || fail "verify found a difference"

if [ -n "${SERVE:-}" ]; then
    say "The daemon goes on until Ctrl-C"
    echo "  export COOPD_SOCKET=$COOPD_SOCKET"
    echo "  $build/coopctl status"
    wait "$daemon"
fi
say "All of it held."
