#!/bin/bash
# Layering, names and sizes as a test. Prints `file:line: what is wrong: what to do instead`, ends with ok / not ok.
# Usage: tests/tidy.sh BUILD_DIR    (from the top of the tree)
set -u
build=$1
bad=0
complain() { echo "# $1"; bad=1; }

# ---- which third-party header may be included where; one .c file each (within daemon, proto and tools)
third_party='
msgpack      proto/codec.c
lmdb.h       daemon/store.c tools/shelf.c
ev.h         daemon/loop.c
sodium.h     daemon/digest.c tools/seal.c
xxhash.h     daemon/digest.c
ini.h        daemon/config.c tools/profile.c tools/policy_ini.c
zmq.h        daemon/door.c tools/client.c
jansson.h    tools/json.c
csv.h        tools/csv.c
iconv.h      tools/charset.c
utf8proc.h   tools/table.c
zip.h        tools/xlsx_package.c
expat.h      tools/xlsx_xml.c
xlsxwriter.h tools/spreadsheet.c
curl/        tools/notice_post.c
'
while read -r header allowed; do
    [ -n "$header" ] || continue
    while IFS=: read -r file line _; do
        case " $allowed " in
        *" $file "*) ;;
        *) complain "$file:$line: includes <$header>, which belongs to: $allowed" ;;
        esac
    done < <(grep -nE "^ *#include <$header" -r proto handlers daemon tools --include='*.[ch]')
done <<<"$third_party"

# ---- who may know whom
forbid() { # directory, pattern of quoted include, why
    while IFS=: read -r file line _; do
        complain "$file:$line: $3"
    done < <(grep -nE "^ *#include \"$2" -r "$1" --include='*.[ch]')
}
forbid proto '.*(handlers|daemon|tools)/' 'proto/ knows nobody'
forbid handlers '.*(daemon|tools)/' 'handlers/ knows only proto/ and its own port'
forbid daemon '.*tools/' 'daemon/ does not know the tools'
forbid handlers/rules '.*(state/|txn.h|emit.h|handler.h)' 'rules are arithmetic without state'
while IFS=: read -r file line _; do
    complain "$file:$line: handlers use only string.h, stdint.h, stdbool.h, stddef.h and assert.h"
done < <(grep -nE '^ *#include <' -r handlers --include='*.[ch]' | grep -vE '<(string|stdint|stdbool|stddef|assert)\.h>')
while IFS=: read -r file line text; do
    complain "$file:$line: tools speak the protocol; only init, verify, rebuild, show --as-of, why --prove, evidence and forecast open a data directory"
done < <(grep -nE '#include "\.\./daemon/(engine|journal|store|datadir|digest)\.h"' -r tools --include='*.[ch]' |
    grep -vE '^tools/(cmd_init|cmd_verify|cmd_rebuild|past|refold|slice|prove|prove_parts|prove_slice|evidence|evidence_parts|onward|forecast)\.[ch]:')

# ---- what handlers need from outside
if [ -e "$build/libhandlers.a" ] && [[ $build != *asan* ]]; then
    own=$(nm --defined-only "$build/libhandlers.a" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u)
    while read -r symbol; do
        grep -qxF "$symbol" <<<"$own" && continue
        case $symbol in
        txn_* | value_* | schema_* | check_unit | refusal_* | mem* | __mem* | str* | __assert_fail | __stack_chk_fail) ;;
        __udivmodti4 | __udivti3 | __umodti3 | __strncpy_chk | _GLOBAL_OFFSET_TABLE_) ;;
        *) complain "libhandlers.a: needs $symbol: handlers know no clock, file, memory or thread" ;;
        esac
    done < <(nm -u "$build/libhandlers.a" 2>/dev/null | awk 'NF == 2 { print $2 }' | sort -u)
fi
while IFS=: read -r file line _; do
    complain "$file:$line: floating point has no place in the fold"
done < <(grep -nwE 'float|double' -r handlers proto/*.c daemon/{engine,store,journal}.c --include='*.[ch]' | grep -vE ':[0-9]+:.*(//|/\*|\* |")')

# ---- one file for one event
while IFS='|' read -r subject verb direction; do
    case $direction in IN | INTERNAL)
        file=handlers/$subject/$verb.c
        [ -e "$file" ] || complain "$file: missing: $subject.$verb is handled there" ;;
    esac
done < <(grep -hoE '^EVENT\([a-z_]+, *[a-z_]+, *[A-Z]+' proto/schema/*.def | sed -E 's/EVENT\(([a-z_]+), *([a-z_]+), *([A-Z]+)/\1|\2|\3/')

# ---- names and sizes
for f in $(git ls-files '*.c' '*.h' 2>/dev/null); do
    [ -e "$f" ] || continue
    case ${f##*/} in util*.[ch] | common*.[ch] | misc*.[ch] | helpers*.[ch]) complain "$f: name the noun instead" ;; esac
    lines=$(wc -l <"$f")
    case $f in
    *.h) [ "$lines" -le 200 ] || complain "$f: $lines lines: a header is at most 200" ;;
    daemon/store.c) [ "$lines" -le 700 ] || complain "$f: $lines lines" ;; # all of LMDB stays in one file
    *) [ "$lines" -le 520 ] || complain "$f: $lines lines: a source file is at most about 500" ;;
    esac
done
# Functions of at most 75 lines: from a line that opens with `{` alone to the `}` alone.
while IFS= read -r long; do complain "$long"; done < <(
    git ls-files 'proto/*.c' 'handlers/*.c' 'daemon/*.c' 'tools/*.c' | xargs awk '
        FNR == 1 { start = 0 }
        /^\{$/ { start = FNR }
        /^\}$/ { if (start && FNR - start > 75) printf "%s:%d: function of %d lines: at most about 70\n", FILENAME, start, FNR - start; start = 0 }')
settings=$(grep -c '^SETTING(' daemon/config.def)
[ "$settings" -le 30 ] || complain "daemon/config.def: $settings settings: under 30"
grep -nE 'TODO|FIXME|XXX' -r proto handlers daemon tools tests --include='*.[chp]*' | grep -v 'tests/tidy.sh' | grep -vE 'XXXXXX' | while IFS= read -r l; do echo "# $l: unfinished"; done | grep . && bad=1

# ---- generated reference is up to date
if [ -x "$build/coopctl" ]; then
    "$build/coopctl" schema --markdown | cmp -s - proto/EVENTS.md || complain "proto/EVENTS.md: out of date: run make docs"
fi

[ $bad = 0 ] && echo "ok - the house is tidy" || echo "not ok - the house is tidy"
exit $bad
