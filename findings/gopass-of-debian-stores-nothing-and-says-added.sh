#!/usr/bin/env bash
# gopass 1.5.0 (Debian 12: gopass 1.5.0-1+b6). The package of this name is not the gopass of gopass.pw, and takes other flags. Its
# `insert NAME` asks for a password on the terminal only; of what is piped in it stores nothing, but makes an entry, commits it,
# says "added to the store", and ends with status 0: the entry is empty. `--multiline` opens an editor, whatever is piped in,
# and is content with an empty file, too. pass, which both are made after, stores by `insert --multiline` what comes by
# the pipe, and ends with status 1 where it stores nothing. Whoever goes by the status has lost the secret.
#
# Output seen:
#   one line: status 0, Password "a" added to the store., stored b''
#   two lines: status 0, Password "b" added to the store., stored b''
#   --multiline: status 0, Password "c" added to the store., stored b''
set -euo pipefail
work=$(mktemp -d); trap 'GNUPGHOME=$work/gpg gpgconf --kill all 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
apt-get download -q 'gopass=1.5.0-1*' >/dev/null 2>&1 || { echo "not to be had any more: gopass 1.5.0" >&2; exit 1; }
dpkg -x gopass_*.deb root
command -v gpg >/dev/null && command -v git >/dev/null || { echo "gpg and git are needed" >&2; exit 1; }
export GNUPGHOME=$work/gpg PASSWORD_STORE_DIR=$work/store HOME=$work EDITOR=true
unset VISUAL
git config --global user.name Nobody
git config --global user.email nobody@example.com
mkdir -m 700 gpg
gpg --batch --quiet --passphrase '' --quick-gen-key 'Nobody <nobody@example.com>' default default never 2>/dev/null
gopass() { timeout 30 root/usr/bin/gopass "$@"; }
gopass init nobody@example.com >/dev/null 2>&1
try() { # NAME FLAGS
    local status=0
    gopass insert "${@:2}" "$1" >said 2>&1 || status=$?
    stored=$(gpg -dq "store/$1.gpg" | python3 -c 'import sys; print(sys.stdin.buffer.read())')
    echo "status $status, $(grep '^Password' said), stored $stored"
}
{
    printf 'one line: '; printf 's3cret\n' | try a
    printf 'two lines: '; printf 's3cret\ns3cret\n' | try b
    printf -- '--multiline: '; printf s3cret | try c --multiline
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
one line: status 0, Password "a" added to the store., stored b''
two lines: status 0, Password "b" added to the store., stored b''
--multiline: status 0, Password "c" added to the store., stored b''
SEEN
