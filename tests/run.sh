#!/bin/bash
# Runs the tests of a build and counts. Usage: tests/run.sh BUILD_DIR quick|all [PATTERN]
# Each test prints lines `ok - what` and `not ok - what`; a program that ends badly without having said why counts as one
# failure. Python is Debian's own, which has the packages that the Makefile installs. Two run at a time. The output of each stands in BUILD_DIR/test-output/.
set -u
build=$1 level=$2 pattern=${3:-.}
out=$build/test-output
rm -rf "$out" && mkdir -p "$out"
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/ct.XXXXXX") && export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
export UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_leaks=1
# Sanitizers slow everything down several times; the same kinds run, in smaller numbers.
case $build in *asan*) slow=4 ;; *) slow=1 ;; esac

names=() commands=()
add() { # name, command...
    [[ $1 =~ $pattern ]] || return 0
    names+=("$1")
    commands+=("${*:2}")
}
both() { if [ "$level" = all ]; then echo "$2"; else echo $(($1 / slow)); fi; } # quick count, long count

add tidy bash tests/tidy.sh "$build"
long_first() {
    add generate /usr/bin/python3 tests/integration/80-generate.py "$build" "$([ "$level" = all ] && echo M || echo S)"
    add year /usr/bin/python3 tests/year/year.py "$build" "$([ "$level$slow" = all1 ] && echo M || echo S)"
    add kill9 /usr/bin/python3 tests/integration/30-kill9.py "$build" "$(both 200 1000)"
    add kill9-100k /usr/bin/python3 tests/integration/30-kill9.py "$build" 1 --members "$((100000 / slow))"
    add hostile /usr/bin/python3 tests/integration/40-hostile.py "$build" "$(both 30000 1000000)"
}
long_first
for f in tests/integration/[0-9]*.sh; do [ -e "$f" ] && add "$(basename "$f" .sh)" bash "$f" "$build"; done
for f in tests/integration/[0-9]*.py; do
    case $f in */30-* | */40-* | */80-*) continue ;; esac
    [ -e "$f" ] && add "$(basename "$f" .py)" /usr/bin/python3 "$f" "$build"
done
for f in tests/crash/[0-9]*.py; do [ -e "$f" ] && add "crash-$(basename "$f" .py)" /usr/bin/python3 "$f" "$build" "$level"; done
for t in $(find "$build/tests/unit" -name '*_test' -type f 2>/dev/null | sort); do add "unit-$(basename "$t")" "$t"; done
add golden "$build/tests/golden/vectors" tests/golden
add scenarios "$build/tests/scenarios/run"
for t in $(find "$build/tests/fuzz" -maxdepth 1 -type f -perm -u+x 2>/dev/null | sort); do
    name=$(basename "$t")
    add "fuzz-$name" "$t" "tests/fuzz/corpus/$name/*" --mutate "$(both 20000 1000000)" 7
done
add property-met bash tests/property/met.sh "$build" 1 4000
for seed in $(seq 1 "$(both 4 200)"); do
    add "property-$seed" bash tests/property/any_order.sh "$build" "$seed" "$(both 4000 6000)"
    add "dividends-$seed" "$build/tests/property/dividends" "$seed" "$(both 100 2000)"
    add "months-$seed" "$build/tests/property/months" "$seed" "$(both 200 2000)"
    add "rough-months-$seed" "$build/tests/property/rough_months" "$seed" "$(both 200 2000)"
done

run_one() { # index
    local file="$out/${names[$1]}"
    timeout 900 bash -c "${commands[$1]}" >"$file" 2>"$file.err" </dev/null
    local status=$?
    if [ $status -ne 0 ] && ! grep -q '^not ok' "$file"; then
        echo "not ok - ${names[$1]} ended with status $status" >>"$file"
    fi
    grep -E '^not ok' "$file" && sed -n 's/^#/  #/p' "$file" | head -n 20 && tail -n 5 "$file.err" | sed 's/^/  /'
    return 0
}

running=0
for i in "${!names[@]}"; do
    run_one "$i" &
    running=$((running + 1))
    if [ $running -ge 2 ]; then
        wait -n
        running=$((running - 1))
    fi
done
wait
passed=$(cat "$out"/* 2>/dev/null | grep -c '^ok')
failed=$(cat "$out"/* 2>/dev/null | grep -c '^not ok')
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
