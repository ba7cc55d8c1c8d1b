#!/bin/bash
# coopctl why-not loan CONTRACT npl, beside the months: what puts a loan in a class at once, and where all loans of a member
# have the class of his worst. Small cooperative of warrant_events.py, with a second loan of 000001. Usage:
# 56-why-not-class.sh BUILD_DIR
here=$(dirname "$(realpath "$0")")
. "$(dirname "$0")/shell.sh" "$1"

expect() { # name, lines, arguments...
    local name=$1 lines=$2 line good=0
    shift 2
    env ${as:-} "$coopctl" "$@" >out 2>err || good=1
    while IFS= read -r line; do
        grep -qF -- "$line" out || { echo "# missing: $line" && good=1; }
    done <<<"$lines"
    [ $good = 0 ] || sed 's/^/# /' out err | head -n 20
    result "$name" $good
}
events() { # more of them, as they stand in warrant_events.py
    python3 - "$here/warrant_events.py" "$1" <<'END' | "$coopctl" send --producer office >sent 2>&1
import io, json, sys, contextlib
source, part = sys.argv[1:]
names, told = {}, io.StringIO()
sys.argv = [source]
with contextlib.redirect_stdout(told):
    exec(open(source).read(), names)
event = names["event"]
if part == "first":
    for line in told.getvalue().splitlines():
        e = json.loads(line)
        if e["type"] == "policy.published":
            e["data"].update(class_scope="member", class_triggers=[{"rule": "sued", "class": "doubtful"}])
        if e["type"] != "legal.case_filed":
            print(json.dumps(e))
        if e["key"] == "p/000001":
            event("loan.application_filed", "a/9", "2024-01-04", application_no="A-9", member_no="000001", product="ordinary",
                  amount_satang=600000, instalments=60, method="equal_principal", purpose=3)
            event("loan.committee_decided", "d/9", "2024-01-11", application_no="A-9", decision="approved", resolution_no="2/2567")
            event("loan.disbursed", "p/9", "2024-01-12", contract_no="S-9", application_no="A-9", paid_satang=600000, approval_ref="V-9")
    event("loan.payment_received", "pay/9", "2024-05-10", contract_no="S-9", amount_satang=300000, channel="bank", document_no="R-9")
else:
    event("mediation.session_held", "session/1", "2024-05-20", case_id="C-000001-1", venue="office", debtor_attended=True)
    event("mediation.outcome_recorded", "outcome/1", "2024-05-20", case_id="C-000001-1", outcome="failed")
    event("legal.case_filed", "suit/1", "2024-05-21", case_id="C-000001-1", court_ref="AC-1/2567")
    event("loan.payment_received", "pay/1", "2024-05-25", contract_no="S-000001", amount_satang=20000000, channel="bank", document_no="R-1")
END
    ! grep -E 'refused|conflict' sent | sed 's/^/# /' | grep . || exit 1
    "$coopctl" status --wait 30 >/dev/null || exit 1
}
"$coopctl" init "$dir/k" --segment-size 1M >/dev/null
start_daemon

events first
expect 'by its months' 'Contract S-000001 of member 000001 is non-performing: 4 months overdue; what counts is more than 3' \
    why-not loan S-000001 npl
expect 'by another loan of the member' \
    'Contract S-9 of member 000001 is non-performing: another loan of the member is (Registrar'"'"'s rule 2544, cl. 12; scope by policy of the cooperative).' \
    why-not loan S-9 npl
expect 'not yet: from which day, and by what at once' 'If nothing is paid it could be at the close of 2024-09-05 at the earliest.
It would be at once if this were so: a suit is before the court.' why-not loan S-000002 npl
as=LC_ALL=th_TH.UTF-8 expect 'in Thai' 'จะเป็นทันทีหากอยู่ระหว่างการฟ้องคดี' why-not loan S-000002 npl
events then
expect 'by a suit, although nothing is in arrears any more' \
    'Contract S-000001 of member 000001 is non-performing: a suit is before the court' why-not loan S-000001 npl
as=LC_ALL=th_TH.UTF-8 expect 'in Thai' 'เป็นหนี้ NPL: อยู่ระหว่างการฟ้องคดี' why-not loan S-000001 npl
expect 'as JSON' '{"contract_no":"S-000001","holds":true}' why-not loan S-000001 npl -o json
stop_daemon
[ "$failures" = 0 ]
