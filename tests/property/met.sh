#!/bin/bash
# Random streams meet what needs a state that hardly comes about by chance: over four of them each of these events is
# applied several times. A stream that never brings it about would test nothing of it.
# Usage: met.sh BUILD_DIR SEED EVENTS
set -u
build=$1 seed=$2 events=$3 failures=0
counts=$(for s in 0 1 2 3; do "$build/tests/property/any_order_memory" $((seed + s)) "$events"; done | grep '^# applied ')
for event in employer.meeting_held mediation.session_held mediation.outcome_recorded legal.case_filed \
    mediation.promise_made mediation.case_referred mediation.evidence_filed \
    loan.guarantor_substituted guarantor.relief_claimed notice.delivery_reported collection.step_taken \
    correction.requested share.refunded income.year_reported \
    profit.allocation_approved dividend.approved period.closed cash.day_closed legal.cost_paid; do
    n=$(awk -v event="$event" '$3 == event { n += $4 } END { print n + 0 }' <<<"$counts")
    if [ "$n" -ge 4 ]; then
        echo "ok - $event is met: $n applied"
    else
        echo "# $n applied in four streams of $events events from seed $seed on"
        echo "not ok - $event is met"
        failures=1
    fi
done
exit $failures
