#!/bin/bash
# The benches of a payroll month and of a year's end on a small cooperative: they end well only if the books are right.
# Usage: 85-bench-month.sh BUILD
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
out=$("$1/tests/bench/year" "$1/coopd" --members 500 2>&1) && [ "$(grep -c '^{"figure": "year_' <<<"$out")" = 2 ]
year=$?
if [ $year = 0 ]; then
    echo "ok - the end of a year of 500 members is measured, and they are owed what a sum beside says"
else
    sed 's/^/# /' <<<"$out"
    echo "not ok - the end of a year of 500 members is measured, and they are owed what a sum beside says"
fi
exit $((status | year))
