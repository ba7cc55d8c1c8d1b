#!/usr/bin/env bash
# The sample cooperative of `make run`: what `coopctl generate` makes up, 200 members in 5 units, four months, one payroll file a
# unit and month, some of them wrong in ways that happen. Ends with 0 only if everything came out as it must.
# Usage: run.sh BUILD_DIR. SERVE=1 leaves the daemon running until Ctrl-C.
set -euo pipefail
build=$(cd "$1" && pwd)
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
generate() { "$coopctl" generate "$@"; }
member_of() { "$coopctl" show "$1" "$2" -o json | grep -o "\"$3\":\"[^\"]*\"" | cut -d'"' -f4; } # a text of a row

# Sends events, counts what became of them, and stops if something else than expected did.
send() { # producer, then what is allowed beside repeated
    "$coopctl" send --producer "$1" -o json >"$work/statuses" 2>"$work/send" || true
    grep -o '"status":"[a-z]*"' "$work/statuses" | cut -d'"' -f4 | sort | uniq -c |
        awk -v allowed="$2" '{ printf "%s%s %d", (NR > 1 ? ", " : "    "), $2, $1; bad += $2 != "repeated" && $2 != allowed }
            END { print ""; exit bad > 0 }' || { cat "$work/statuses" "$work/send" >&2; fail "not everything was $2"; }
}

# Imports a file of files.tsv, in the open or quietly, and expects what stands there.
import() { # how: show or quiet; the line's columns are in file, unit, part, era, expect
    local status=0 more=()
    [ "$part" = - ] || more=(--part "$part")
    quiet() { "$coopctl" "$@" >"$work/import" 2>&1; }
    "$1" import "$files/$file" --unit "$unit" --period "2567-$month" --encoding cp874 --calendar "$era" "${more[@]}" || status=$?
    case $expect/$status in
    taken/[01] | repeated/0 | held/[01] | differs/1 | refused/65) ;;
    *) [ "$1" = show ] || cat "$work/import" >&2; fail "the import of $file ended with $status" ;;
    esac
    imported=$((imported + 1))
}

tell() { # what is worth telling is imported in the open
    case $what/$expect in
    wrong_total/refused)
        say "Wrong 1: unit $unit's file for 2567-$month declares a total that its lines do not have"
        import show
        echo "  Nothing was taken. The unit sends it again, mended:"
        ;;
    wrong_total/taken) import show ;;
    unknown_member/taken)
        say "Wrong 2: unit $unit's file names somebody who is not a member: his money waits in suspense"
        import show
        ;;
    same_file_again/repeated)
        say "Wrong 3: unit $unit sends its file for 2567-$month again, under another name"
        import show
        ;;
    look_alike/held)
        say "Wrong 4: unit $unit sends its file for 2567-$month again, as a further part: it is held until an officer decides"
        import show
        ;;
    *) import quiet ;;
    esac
}

# Further parts are imported by coopctl that can do it.
parts() { "$coopctl" import --help | grep -qE -- '--part( |=)'; }
import_all() { # early or late files
    local late
    imported=0
    while IFS=$'\t' read -r file unit part era arrives expect what; do
        case $file in late/*) late=late ;; *) late=early ;; esac
        [ $late = "$1" ] || continue
        [ "$part" = - ] || parts || continue
        tell
    done <"$files/files.tsv"
    echo "  $imported files imported"
}

say "A store is made once, by hand, and never by the daemon"
"$coopctl" init "$dir" --name "Sample Savings Cooperative" | sed 's/^/  /'
"$build/coopd" --dir="$dir" 2>"$work/log" &
daemon=$!
"$coopctl" status --wait 10 >/dev/null || { cat "$work/log" >&2; fail "the daemon did not answer"; }

say "The policy of Amnat Charoen 2567, 5 units, 200 members; loans applied for, screened, decided, paid out"
generate setup | send office applied
generate days 2024-01-02 2024-01-05 | send office applied

for month in 01 02 03 04; do
    period=2024-$month next=$(printf '2024-%02d' $((10#$month + 1))) files=$work/$period
    say "Month 2567-$month: bills, one CP874 file a unit with Buddhist dates, the money, the days"
    generate cycle "$period" | send office applied
    "$coopctl" status --wait 20 >/dev/null
    generate month "$period" "$files"
    send office applied <"$files/events.jsonl"
    import_all early
    send bank applied <"$files/remittances.jsonl"
    ! parts || [ ! -s "$files/held.jsonl" ] || send office applied <"$files/held.jsonl" # the officer says: not again
    generate days "$period-06" "$next-05" | send office applied
    [ ! -s "$files/late.jsonl" ] || {
        echo "  After the cut-off day: late files, late money, corrected lines"
        import_all late
        send office applied <"$files/late.jsonl"
    }
    "$coopctl" status --wait 20 >/dev/null
done

say "What waits in suspense"
show show suspense
[ "$("$coopctl" show suspense -o json | wc -l)" = 2 ] || fail "there must be two items in suspense"

say "A loan that was never paid: four due dates missed, so it is non-performing, and the employer is to be met"
loan=$(generate cases | awk -F'\t' '$1 == "never_pays" { print $5 }')
show show loan "$loan"
case_id=$(member_of loan "$loan" case_id) || fail "loan $loan has no collection case"

event() { # type, key, rest of the data
    printf '{"type":"%s","key":"%s","effective_date":"2024-05-08","data":{"case_id":"%s",%s}}\n' "$1" "$2" "$case_id" "$3"
}
say "A suit before mediation does not count, and an alert tells it; the employer is met; mediation is opened"
event legal.case_filed suit/1 '"court_ref":"AC-1/2567"' | "$coopctl" send --producer collection | sed 's/^/  /' || true
event employer.meeting_held meeting/1 '"result":"cannot_deduct","basis":"section_42_1"' | send collection applied
show show case "$case_id"
[ "$(member_of case "$case_id" stage)" = mediation ] || fail "the case is not in mediation"

say "Why?"
show why case "$case_id"

say "The books: debits are credits, and each control account is the sum of its register"
show trial-balance
show trial-balance --control || fail "a control account is not the sum of its register"
"$coopctl" show ledger -o json | grep -oE '"(debit|credit)_satang":[0-9]+' |
    awk -F: '{ sum += $1 ~ /debit/ ? $2 : -$2; all += $2 } END { exit sum != 0 || all == 0 }' ||
    fail "the trial balance is not zero"

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
