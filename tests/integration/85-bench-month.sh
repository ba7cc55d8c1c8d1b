#!/bin/bash
# The bench of a payroll month on the smallest cooperative: it ends well only if the books are right. Usage: 85-bench-month.sh BUILD
set -u
unset TMPDIR # which may be in memory, and a bench needs a disk
out=$("$1/tests/bench/month" "$1/coopd" --profile S 2>&1)
status=$?
figures=$(grep -c '^{"figure": "month_S' <<<"$out")
if [ $status = 0 ] && [ "$figures" -ge 15 ]; then
    echo "ok - a month of the smallest profile is measured, and its books are right"
else
    sed 's/^/# /' <<<"$out"
    echo "not ok - a month of the smallest profile is measured, and its books are right"
fi
exit $status
