#!/usr/bin/env bash
# direnv 2.32.1 (Debian 12: direnv 2.32.1-2+b4), mise 2026.9.15 (npm package @jdxcode/mise-linux-x64) and varlock 1.20.0 (npm),
# which set the variables of a .env file. Each exports its own record of them, too, and that holds the values, not only the
# names: direnv and mise compressed, mise in two variables, varlock as it is, as JSON. A program that takes a secret out of
# its environment, so that none that it starts inherits it, hands it on all the same; and where it is compressed, a search for
# the secret in the environment doesn't find it. In the shell, `unset NAME` leaves it there as well.
#
# Output seen, of variables that hold the secret after `unset RUNAI_CLIENT_SECRET`:
#   direnv   DIRENV_DIFF (compressed)
#   mise     __MISE_DIFF (compressed) __MISE_SESSION (compressed)
#   varlock  __VARLOCK_ENV (as it is)
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q 'direnv=2.32.1-2*' >/dev/null 2>&1 || { echo "not to be had any more: direnv 2.32.1" >&2; exit 1; }
dpkg -x direnv_*.deb root
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund @jdxcode/mise-linux-x64@2026.9.15 varlock@1.20.0 >/dev/null 2>&1
cat >holders.py <<'PY'
"""Prints the names of the variables that hold the secret, and how."""

import base64
import os
import zlib


def decompressed(value: str) -> bytes:
    standard = value.translate(str.maketrans("-_", "+/"))  # direnv's is of the other alphabet
    try:
        return zlib.decompress(base64.b64decode(standard + "=" * (-len(value) % 4)))
    except (ValueError, zlib.error):
        return b""


SECRET = "Zx81-spectrum"
found = []
for name, value in sorted(os.environ.items()):
    if SECRET in value:
        found.append(f"{name} (as it is)")
    elif SECRET.encode() in decompressed(value):
        found.append(f"{name} (compressed)")
print(*found)
PY
python=$(python3 -c 'import sys; print(sys.executable)')
mkdir home direnv mise varlock
echo 'dotenv key.env' >direnv/.envrc
printf '[env]\n_.file = "key.env"\n' >mise/mise.toml
echo 'RUNAI_CLIENT_SECRET=Zx81-spectrum' | tee direnv/key.env mise/key.env >varlock/.env
run() { # FOLDER COMMANDS
    (cd "$1" && env -i PATH="$PATH" HOME="$work/home" bash -c "$2; unset RUNAI_CLIENT_SECRET; $python $work/holders.py" 2>/dev/null)
}
{
    printf 'direnv   '; run direnv "../root/usr/bin/direnv allow .; eval \"\$(../root/usr/bin/direnv export bash)\""
    printf 'mise     '; run mise "../node_modules/.bin/mise trust -q .; eval \"\$(../node_modules/.bin/mise hook-env -s bash)\""
    printf 'varlock  '
    (cd varlock && env -i PATH="$PATH" HOME="$work/home" ../node_modules/.bin/varlock run --no-redact-stdout -- \
        env -u RUNAI_CLIENT_SECRET "$python" "$work/holders.py")
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
direnv   DIRENV_DIFF (compressed)
mise     __MISE_DIFF (compressed) __MISE_SESSION (compressed)
varlock  __VARLOCK_ENV (as it is)
SEEN
