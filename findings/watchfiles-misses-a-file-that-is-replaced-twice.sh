#!/usr/bin/env bash
# watchfiles 1.3.0 (PyPI), which runs a command again when files change, beside entr 5.3 (Debian 12: entr 5.3-1). A file with a secret
# is replaced by a rename, so that nobody reads half of it. Given such a file, watchfiles runs the command for the first replacement
# and for no other: it keeps watching the file that is gone, goes on running, and says nothing. So a service that is restarted for a
# new secret gets the first one, and works with an old one from the second rotation on. Given the folder, it sees every replacement;
# given a file that is written in place, every change. entr sees all of them.
#
# Output seen:
#   watchfiles, a file that is replaced: 0 1
#   watchfiles, the folder of one: 0 1 2 3
#   watchfiles, a file that is written in place: 0 1 2 3
#   entr, a file that is replaced: 0 1 2 3
set -euo pipefail
work=$(mktemp -d); pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || :; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q watchfiles==1.3.0 2>/dev/null
(apt-get download -q 'entr=5.3-1*' >/dev/null 2>&1) || { echo "not to be had any more: entr" >&2; exit 1; }
dpkg -x entr_*.deb root
printf '#!/bin/sh\ncat "%s/keys/ci.env" >>"%s/log"\n' "$work" "$work" >restart && chmod +x restart
replace() { echo "$1" >ci.new; mv ci.new keys/ci.env; }
in_place() { echo "$1" >keys/ci.env; }
try() { # NAME CHANGE COMMAND...
    local name=$1 change=$2; shift 2
    rm -rf keys log; mkdir keys; echo 0 >keys/ci.env; touch log
    echo keys/ci.env | "$@" >/dev/null 2>&1 & pid=$!
    for number in 1 2 3; do
        for _ in $(seq 100); do grep -q 0 log && break; sleep 0.1; done
        sleep 1; "$change" "$number"
        for _ in $(seq 50); do grep -q "$number" log && break; sleep 0.1; done
    done
    kill -0 "$pid"; kill "$pid"; wait "$pid" 2>/dev/null || :; pid=
    echo "$name:" $(uniq log)
}
{
    try 'watchfiles, a file that is replaced' replace venv/bin/watchfiles ./restart keys/ci.env
    try 'watchfiles, the folder of one' replace venv/bin/watchfiles ./restart keys
    try 'watchfiles, a file that is written in place' in_place venv/bin/watchfiles ./restart keys/ci.env
    try 'entr, a file that is replaced' replace root/usr/bin/entr -n ./restart
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
watchfiles, a file that is replaced: 0 1
watchfiles, the folder of one: 0 1 2 3
watchfiles, a file that is written in place: 0 1 2 3
entr, a file that is replaced: 0 1 2 3
SEEN
