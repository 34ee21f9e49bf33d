#!/usr/bin/env bash
# pass 1.7.4 (Debian 12: pass 1.7.4-6). `pass insert NAME` asks twice for the password, and reads the second line from
# a pipe too: of one piped line it stores nothing, prints nothing that tells so, and exits with status 1. Of a pipe
# without a newline at its end it is the same. `-m` stores what comes byte for byte; `-e` reads one line and always ends
# it with a newline, so that a secret read back by `pass show` has one more byte than what was piped in.
#
# Output seen:
#   one line: status 1, said '', stored nothing
#   no newline: status 1, said '', stored nothing
#   -m: status 0, stored b's3cret'
#   -e: status 0, stored b's3cret\n'
set -euo pipefail
work=$(mktemp -d); trap 'GNUPGHOME=$work/gpg gpgconf --kill all 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
apt-get download -q 'pass=1.7.4-6' >/dev/null 2>&1 || { echo "not to be had any more: pass 1.7.4-6" >&2; exit 1; }
dpkg -x pass_*.deb root
command -v gpg >/dev/null || { echo "gpg is needed" >&2; exit 1; }
export GNUPGHOME=$work/gpg PASSWORD_STORE_DIR=$work/store HOME=$work
mkdir -m 700 gpg
gpg --batch --quiet --passphrase '' --quick-gen-key 'Nobody <nobody@example.com>' default default never 2>/dev/null
pass() { bash root/usr/bin/pass "$@"; }
pass init nobody@example.com >/dev/null
stored() { [ -f "store/$1.gpg" ] && gpg -dq "store/$1.gpg" | python3 -c 'import sys; print(sys.stdin.buffer.read())' || echo nothing; }
refused() {
    local status=0 said
    said=$(pass insert "$1" 2>&1 | tr -d '\n') || status=$?
    printf "status %s, said '%s', stored %s\n" "$status" "$said" "$(stored "$1")"
}
{
    printf 'one line: '; printf 's3cret\n' | refused a
    printf 'no newline: '; printf s3cret | refused b
    printf s3cret | pass insert -m c >/dev/null; echo "-m: status $?, stored $(stored c)"
    printf 's3cret\n' | pass insert -e d >/dev/null; echo "-e: status $?, stored $(stored d)"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
one line: status 1, said '', stored nothing
no newline: status 1, said '', stored nothing
-m: status 0, stored b's3cret'
-e: status 0, stored b's3cret\n'
SEEN
