#!/bin/bash
# One random stream of events, on the store in memory and on the real engine: both must end with the same state and follow-ups.
# Usage: any_order.sh BUILD_DIR SEED EVENTS
set -u
build=$1 seed=$2 events=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$build/tests/property/any_order_memory" "$seed" "$events" "$tmp/memory" || exit 1
"$build/tests/property/any_order_engine" "$seed" "$events" "$tmp/engine" || exit 1
if cmp -s "$tmp/memory" "$tmp/engine"; then
    echo "ok - both stores agree: seed $seed"
else
    diff "$tmp/memory" "$tmp/engine" | head -n 6 | sed 's/^/# /'
    echo "not ok - both stores agree: seed $seed"
    exit 1
fi
