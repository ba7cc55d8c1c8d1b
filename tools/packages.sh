#!/bin/sh
# Installs the Debian packages named as arguments that are missing. Needs root or sudo; otherwise prints the one line to run.
set -eu
missing=""
for p in "$@"; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
line="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    run=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    run="sudo"
else
    echo "These packages are missing:$missing" >&2
    echo "Run this once, then the same make command again:" >&2
    echo "    sudo $line" >&2
    exit 1
fi
echo "Installing with apt:$missing"
DEBIAN_FRONTEND=noninteractive
export DEBIAN_FRONTEND
$run apt-get update -q >/dev/null
$run $line >/dev/null
