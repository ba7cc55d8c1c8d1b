# What the shell tests share: a private directory, a daemon of its own, and results. Sourced with the build directory as $1;
# leaves the shell in $dir.
set -u
build=$(realpath "$1")
coopctl=$build/coopctl
dir=$(mktemp -d "${TMPDIR:-/tmp}/coopctl.XXXXXX")
[ ${#dir} -lt 80 ] || { rm -rf "$dir"; dir=$(mktemp -d /tmp/coopctl.XXXXXX); } # a socket's path is short
daemon=
export LC_ALL=C.UTF-8 COOPD_SOCKET=ipc://$dir/k/coopd.sock TMPDIR=$dir
failures=0
trap 'stop_daemon; rm -rf "$dir"' EXIT
cd "$dir" || exit 1

start_daemon() {
    "$build/coopd" --dir="$dir/k" --map_size=512M --segment_size=16M --disk_reserve=0 2>>daemon.log &
    daemon=$!
    "$coopctl" status --wait 30 >/dev/null
}
stop_daemon() {
    [ -n "$daemon" ] && kill "$daemon" 2>/dev/null && wait "$daemon" 2>/dev/null
    daemon=
}
result() { # name, 0 or 1
    if [ "$2" = 0 ]; then echo "ok - $1"; else echo "not ok - $1" && failures=$((failures + 1)); fi
}
printed() { # name, lines that are in what was printed, or said beside it
    local good=0 line
    while IFS= read -r line; do
        grep -qF -- "$line" out err || { echo "# missing: $line" && good=1; }
    done <<<"$2"
    [ $good = 0 ] || sed 's/^/# /' out err | head -n 40
    result "$1" $good
}
