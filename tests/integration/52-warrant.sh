#!/bin/bash
# Why something came about, in sentences; that it comes out again of the journal; what somebody else is given as evidence; and
# why it has not come about. Usage: 52-warrant.sh BUILD_DIR
here=$(dirname "$(realpath "$0")")
. "$(dirname "$0")/shell.sh" "$1"

# Runs coopctl, with as=NAME=VALUE in that environment; checks the exit status, and that these lines are in what it prints.
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
fill() { # directory, loan of 000001: a cooperative with these events, and nobody who serves it any more
    COOPD_SOCKET=ipc://$1/coopd.sock
    "$build/coopd" --dir="$1" --map_size=512M --segment_size=16M --disk_reserve=0 2>>daemon.log &
    daemon=$!
    "$coopctl" status --wait 30 >/dev/null || exit 1
    python3 "$here/warrant_events.py" "$2" | "$coopctl" send --producer office >sent 2>&1
    ! grep -E 'refused|conflict' sent | sed 's/^/# /' | grep . || exit 1
    "$coopctl" status --wait 30 >/dev/null || exit 1
}
"$coopctl" init "$dir/k" --segment-size 1M >/dev/null
cp -a k other
fill "$dir/k" 30000000
position() { "$coopctl" tail --from 1 --until-end --type "$1" | tail -n 1 | cut -d' ' -f1; }
mediation=$(position mediation.case_opened)
last=$("$coopctl" status | sed -n 's/^last	//p')
posting=$(position journal.posting_requested)

# ---- why
expect 'why: rule with text and document, policy version, each value with its limit' 0 \
    'the case is on another step of the ladder: case C-000001-1, contract S-000001, member 000001, step now meeting the employer
    a non-performing loan opens a collection case; the employer is met first (Local government 2566, cl. 1.3, 1.7; policy version 1)
    compared: 4 months overdue; what counts is more than 3
baht are in arrears; 0.00 should be
sent by office under key meeting/1, from book-1:7, answered for by officer-07' why case C-000001-1
as=LC_ALL=th_TH.UTF-8 expect 'why in Thai, with types, fields, words and months in Thai' 0 \
    'เรื่องติดตามเปลี่ยนขั้นตอน: เรื่องติดตาม C-000001-1, สัญญา S-000001, สมาชิก 000001, ขั้นตอนใหม่ พบต้นสังกัด
นโยบายฉบับที่ 1)
เปรียบเทียบ: ค้างชำระ 4 เดือน เกณฑ์คือเกินกว่า 3 เดือน
10/05/2567  เรื่องติดตามเปลี่ยนขั้นตอน' why case C-000001-1
result 'in Thai no name of the contract is left' "$(grep -qE '[a-z]+_[a-z]+' out && grep -E '[a-z]+_[a-z]+' out | head -n 3 | sed 's/^/# /' >&2 && echo 1 || echo 0)"
expect 'why of a member: his loans' 0 'Loan S-000001 of member 000001: principal 300,000.00 baht, class substandard, 4 months overdue, case C-000001-1' \
    why member 000001

# ---- why --prove, beside the daemon
for _ in $(seq 100); do # it checkpoints after a moment of quiet
    "$coopctl" why --prove followup "$last" --dir "$dir/k" >out 2>err && break
    sleep 0.2
done
expect 'one follow-up, from the slice of its member' 0 'mediation is to be held: case C-000001-1
    comes out again of
those that decide about member 000001 and unit 0417
1 by the part of the journal that decides about their members, 0 by the whole journal
1 passed, 0 failed' why --prove followup "$mediation" --dir "$dir/k"
expect 'a posting, whose balances are of all members, by the whole journal' 0 'it is about no member alone
1 passed, 0 failed' why --prove followup "$posting" --dir "$dir/k"
expect 'all of a case' 0 ' 0 failed' why --prove case C-000001-1 --dir "$dir/k"
expect 'all of a loan' 0 ' 0 failed' why --prove loan S-000001 --dir "$dir/k"
as=LC_ALL=th_TH.UTF-8 expect 'all of a member, in Thai' 0 'คำนวณซ้ำได้ตรงกันจาก
 0 failed' why --prove member 000002 --dir "$dir/k"
expect 'all of collections by slices' 0 ' 0 by the whole journal
 0 failed' why --prove --all-of collections --dir "$dir/k"
expect 'and others by seed' 0 ' 0 failed' why --prove --all-of collections --sample 50 --seed 7 --dir "$dir/k"
expect 'a sample of more than there are is all' 0 "$last passed, 0 failed" why --prove --sample 100000 --dir "$dir/k"
expect 'a position that is none' 1 'there is no followup 99999' why --prove followup 99999 --dir "$dir/k"
expect 'nobody is named' 1 'no followup names member 999999' why --prove member 999999 --dir "$dir/k"
expect 'the data directory is needed' 64 'the data directory with --dir' why --prove followup 1
expect 'one thing at a time' 64 'the data directory with --dir' why --prove followup 1 --sample 5 --dir "$dir/k"

# ---- evidence
expect 'evidence: parties, contract, decisions, events, rules, how to check' 0 \
    'The borrower: member 000001 of unit 0417
S-000001: disbursed 300,000.00
    because: a non-performing loan opens a collection case; the employer is met first (Local government 2566, cl. 1.3, 1.7; policy version 1)
    compared: 4 months overdue; what counts is more than 3
2024-05-10  the employer was met: case C-000001-1, result the employer cannot deduct
    sent by office under key meeting/1, from book-1:7, answered for by officer-07; taken at 20
document: filed on 2024-05-10, document D-1, archive BOX-17/4, kind statement of the debt
Local government 2566, cl. 1.8: mediation is held before any legal step
Policy version 1: take home min
coopctl verify '"$dir"'/k' evidence C-000001-1 --dir "$dir/k"
cat >chain.py <<'END'
"""Recomputes the chain of hashes from the bytes of the journal, and compares every hash in the file of evidence."""
import glob, hashlib, re, struct, sys
previous, hashes = bytes(32), {}
for path in sorted(glob.glob(sys.argv[1] + "/journal/*.seg")):
    data, at = open(path, "rb").read(), 4096
    while at + 88 <= len(data) and (length := struct.unpack_from("<I", data, at)[0]) > 0:
        record = bytearray(data[at:at + length])
        assert record[56:88] == (digest := hashlib.blake2b(previous + record[:4] + bytes(4) + record[8:56] + bytes(32) + record[88:], digest_size=32).digest())
        seq = struct.unpack_from("<Q", record, 8)[0]
        hashes[seq], previous, at = digest.hex(), digest, at + length
text = open(sys.argv[2]).read()
told = re.findall(r"^event (\d+) .*\n.*\n    hash ([0-9a-f]{64})$", text, re.M)
assert len(told) > 10 and all(hashes[int(seq)] == digest for seq, digest in told)
assert re.search(r"digest after event %d: %s" % (max(hashes), previous.hex()), text)
END
python3 chain.py k out
result 'its hashes are those that the journal has, chained to the digest' $?
"$coopctl" evidence C-000001-1 --dir "$dir/k" --out case.txt && cmp -s case.txt out
result 'written to a file, whole' $?
expect 'a file that is there is left alone' 74 'case.txt is there already' evidence C-000001-1 --dir "$dir/k" --out case.txt
result 'nothing is left beside it' "$(ls | grep -q 'case.txt.part' && echo 1 || echo 0)"
as=LC_ALL=th_TH.UTF-8 expect 'evidence in Thai' 0 'พยานหลักฐานในเรื่องติดตาม C-000001-1
    เหตุ: หนี้ NPL เปิดเรื่องติดตาม โดยพบต้นสังกัดก่อน
10/05/2567  พบต้นสังกัด: เรื่องติดตาม C-000001-1, ผล ต้นสังกัดหักให้ไม่ได้' evidence C-000001-1 --dir "$dir/k"
expect 'a case that is none' 1 'there is no case C-9-9' evidence C-9-9 --dir "$dir/k"
expect 'evidence needs the data directory' 64 'the data directory with --dir' evidence C-000001-1

# ---- why not
expect 'no suit before mediation is over: the condition, and the earliest day' 0 \
    'Case C-000001-1: no suit may be filed in turn: mediation is not over (Local government 2566, cl. 1.7).
It could be from 2024-05-10 at the earliest.' why-not case C-000001-1 legal
as=LC_ALL=th_TH.UTF-8 expect 'in Thai' 0 'ยังฟ้องคดีไม่ได้: การไกล่เกลี่ยยังไม่สิ้นสุด
อาจฟ้องได้เร็วที่สุดตั้งแต่ 10/05/2567' why-not case C-000001-1
expect 'as JSON' 0 '{"case_id":"C-000001-1","holds":false,"condition":"mediation_closed","holds_from":"2024-05-10"}' \
    why-not case C-000001-1 legal -o json
expect 'what is non-performing is said to be' 0 'Contract S-000001 of member 000001 is non-performing: 4 months overdue; what counts is more than 3' \
    why-not loan S-000001 npl
expect 'of a loan that is paid, from when it could be if nothing is paid any more' 0 \
    'Contract S-000002 of member 000002 is not non-performing: 0 months overdue; what counts is more than 3 (Registrar'"'"'s rule 2544, cl. 7-12).
If nothing is paid it could be at the close of 2024-09-05 at the earliest.' why-not loan S-000002 npl
as=LC_ALL=th_TH.UTF-8 expect 'in Thai' 0 'ยังไม่เป็นหนี้ NPL: ค้างชำระ 0 เดือน เกณฑ์คือเกินกว่า 3 เดือน
อาจเป็นได้เร็วที่สุดเมื่อปิดวันที่ 05/09/2567' why-not loan S-000002 npl
expect 'of what is not there' 1 'there is no case C-9-9' why-not case C-9-9 legal
expect 'of something else' 64 'why-not case C-004411-1 legal' why-not loan S-000001 legal
stop_daemon
result 'no scratch store is left behind' "$(ls -d "$dir"/coopctl-fold* 2>/dev/null | grep -q . && echo 1 || echo 0)"

# ---- what was tampered with
cp -a k edited
python3 - <<'END'
path = "edited/state/data.mdb"
data = open(path, "rb").read()
open(path, "wb").write(data.replace(b"C-000001-1\x00", b"C-000001-8\x00").replace(b"C-000001-1", b"C-000001-8"))
END
expect 'a follow-up that was edited in the state' 1 "followup $mediation does not come out of the journal as the state has it: it differs in case
    the state: 2024-05-10  mediation is to be held: case C-000001-8
    the journal: 2024-05-10  mediation is to be held: case C-000001-1
0 passed, 1 failed" why --prove followup "$mediation" --dir "$dir/edited"
as=LC_ALL=th_TH.UTF-8 expect 'in Thai' 1 'ต่างกันที่ เรื่องติดตาม' why --prove followup "$mediation" --dir "$dir/edited"
cp -a k torn
python3 - <<'END'
import glob
path = sorted(glob.glob("torn/journal/*.seg"))[0]
data = bytearray(open(path, "rb").read())
at = data.index(b"insufficient_pay")
data[at] ^= 1
open(path, "wb").write(data)
END
expect 'a journal that was edited' 1 '.seg' why --prove followup "$mediation" --dir "$dir/torn"
fill "$dir/other" 24000000
stop_daemon
cp -a k swapped && rm -r swapped/journal && cp -a other/journal swapped/journal
expect 'a journal that is whole, but tells of another loan' 1 'it differs in principal, in arrears
0 passed, 1 failed' why --prove followup "$mediation" --dir "$dir/swapped"
[ "$failures" = 0 ]
