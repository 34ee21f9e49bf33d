#!/usr/bin/env bash
# ch-run of Charliecloud 0.31 (Debian 12: charliecloud 0.31-1), which runs containers on clusters without root; it takes
# variables by --set-env=FILE. It removes single quotes around a value and keeps double ones, as parts of it. Between single
# quotes, where a shell leaves all as it is, it takes a value for a list with colons, and an item that begins with a dollar for
# the name of a variable: a password '$ecret' becomes empty, 's$cret' stays. The status is 0, and nothing is said of it.
#
# Output seen:
#   PLAIN=a+b/c=
#   INSIDE=s$cret
#   FIRST=
#   ITEM=a:/somewhere:b
#   DOUBLE="it's"
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    charliecloud-runtime | grep -e '^lib' -e '^charliecloud' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed 's/^charliecloud-runtime$/&=0.31-1*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q busybox-static $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
mkdir -p image/{bin,dev,etc,home,proc,root,sys,tmp,usr/bin}
touch image/etc/{passwd,group,hosts,resolv.conf}
cp root/bin/busybox image/bin/
cat >key.env <<'ENV'
PLAIN=a+b/c=
INSIDE='s$cret'
FIRST='$ecret'
ITEM='a:$HOME:b'
DOUBLE="it's"
ENV
libraries=$work/root/usr/lib/$(uname -m)-linux-gnu
env -i PATH="$PATH" HOME=/somewhere USER="$(id -un)" LD_LIBRARY_PATH="$libraries:$libraries/charliecloud" \
    root/usr/bin/ch-run --set-env=key.env image -- /bin/busybox env >made
grep -e PLAIN -e INSIDE -e FIRST -e ITEM -e DOUBLE made | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
PLAIN=a+b/c=
INSIDE=s$cret
FIRST=
ITEM=a:/somewhere:b
DOUBLE="it's"
SEEN
