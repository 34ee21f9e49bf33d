#!/usr/bin/env bash
# gnome-keyring 42.1 (Debian 12: gnome-keyring 42.1-1+b2), filled by secret-tool 0.20.5 (Debian 12: libsecret-tools 0.20.5-3). An
# entry is found by its attributes, and storing one replaces "an existing item with the same attributes", as the specification
# of the Secret Service says. Here an item that has these attributes and others is the same: what is stored under `service runai`
# takes the place of one under `service runai, name ci`, whose secret is gone, without a question and with status 0. Of
# several such items one is lost each time, and it is not always the same one.
#
# Output seen:
#   stored one under service=runai name=ci
#   stored two under service=runai: status 0
#   service=runai name=ci: []
#   service=runai: [two]
#   all that is left: two
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    gnome-keyring libsecret-tools dbus-bin dbus-daemon | grep -e '^lib' -e '^gnome-keyring' -e '^dbus-[bds]' -e '^gcr' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^gnome-keyring$/&=42.1-1*/' -e 's/^libsecret-tools$/&=0.20.5-3*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
cat >session.conf <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$work/bus</listen>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
CONF
cat >try.sh <<'TRY'
store() { secret-tool store --label=key "$@"; }
found() { echo "$1: [$(secret-tool lookup ${1//=/ })]"; }
printf nobody | gnome-keyring-daemon --unlock --components=secrets >/dev/null
is_there() { dbus-send --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets; }
for _ in $(seq 100); do [[ $(is_there) == *true* ]] && break; sleep 0.1; done
printf one | store service runai name ci; echo "stored one under service=runai name=ci"
printf two | store service runai; echo "stored two under service=runai: status $?"
found 'service=runai name=ci'
found service=runai
echo "all that is left:" $(secret-tool search --all service runai 2>/dev/null | sed -n 's/^secret = //p' | sort)
TRY
libraries=$work/root/usr/lib/$(uname -m)-linux-gnu:$work/root/lib/$(uname -m)-linux-gnu
env -i PATH="$work/root/usr/bin:$PATH" HOME="$work" XDG_RUNTIME_DIR="$work" LD_LIBRARY_PATH="$libraries" \
    timeout 60 dbus-run-session --config-file="$work/session.conf" --dbus-daemon="$work/root/usr/bin/dbus-daemon" -- \
    bash try.sh 2>errors | tee seen
diff seen - <<'SEEN' >/dev/null || { cat errors; echo "behaves otherwise now" >&2; exit 1; }
stored one under service=runai name=ci
stored two under service=runai: status 0
service=runai name=ci: []
service=runai: [two]
all that is left: two
SEEN
