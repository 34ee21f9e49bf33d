#!/usr/bin/env bash
# keepassxc-cli of KeePassXC 2.7.4 (Debian 12: keepassxc 2.7.4+dfsg.1-2). A password with a name in braces is kept as it is, as an
# export shows, but what `show` prints, for a script as well, is another one: {USERNAME}, {URL} and other names that KeePassXC knows
# are replaced by what the entry has there, or by nothing, with status 0 and without a word. Other braces are left alone. And to
# store a secret again takes another command: `add` refuses a name that exists, `edit` one that doesn't.
#
# Output seen:
#   a{USERNAME}b: kept as a{USERNAME}b, shown as acib
#   a{URL}b: kept as a{URL}b, shown as ab
#   a{x}b: kept as a{x}b, shown as a{x}b
#   add again: status 1, Could not create entry with path ci.
#   edit what is not there: status 1, Could not find entry with path other.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    keepassxc | grep -e '^lib' -e '^keepassxc' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^keepassxc$/&=2.7.4+dfsg.1-2*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
libraries=$work/root/usr/lib/$(uname -m)-linux-gnu:$work/root/lib/$(uname -m)-linux-gnu
head -c 32 /dev/urandom >key
run() { HOME=$work LD_LIBRARY_PATH=$libraries timeout 60 root/usr/bin/keepassxc-cli "$@"; }
cli() { run "$1" -q --no-password --key-file key "${@:2}"; }
try() { # PASSWORD: stores it, and shows what is kept and what is shown
    rm -f keys.kdbx
    run db-create -q --set-key-file key keys.kdbx
    printf %s "$1" | cli add --username ci --password-prompt keys.kdbx ci
    echo "$1: kept as $(cli export --format csv keys.kdbx | tail -1 | cut -d'"' -f8)," \
        "shown as $(cli show --show-protected --attributes Password keys.kdbx ci 2>/dev/null)"
}
{
    try 'a{USERNAME}b'
    try 'a{URL}b'
    try 'a{x}b'
    status=0; said=$(printf %s other | cli add --password-prompt keys.kdbx ci 2>&1) || status=$?
    echo "add again: status $status, $said"
    status=0; said=$(printf %s other | cli edit --password-prompt keys.kdbx other 2>&1) || status=$?
    echo "edit what is not there: status $status, $said"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
a{USERNAME}b: kept as a{USERNAME}b, shown as acib
a{URL}b: kept as a{URL}b, shown as ab
a{x}b: kept as a{x}b, shown as a{x}b
add again: status 1, Could not create entry with path ci.
edit what is not there: status 1, Could not find entry with path other.
SEEN
