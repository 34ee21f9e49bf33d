#!/usr/bin/env bash
# podman 4.3.1 (Debian 12: podman 4.3.1+ds1-8+deb12u1, with conmon and crun). What a program writes to the terminal of
# `podman run -it` also goes to the log of its container, here a file: all that was on a screen which is erased by now, and every
# copy (OSC 52). It stays there, for `podman logs`, until the container is removed. No program in the container is the recorder,
# and no variable tells of it. The log has nothing of `podman exec -it`, and with --log-driver none there is none.
#
# Output seen:
#   log driver: k8s-file, in the container: no variable with "log" or "rec" in it
#   run -it, after its end: copy True, erased screen True; ctr.log has mode 0600
#   run -it --rm, in it: copy True, erased screen True; after its end: no log
#   exec -it: copy False, erased screen False
#   run -it --log-driver none: copy False, erased screen False
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root" >&2; exit 2; }
# Without the second hierarchy, which crun does not take beside the first; in a mount namespace of its own.
if [ "${1:-}" != inside ]; then exec unshare --mount bash "$0" inside; fi
if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi
work=$(mktemp -d)
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    podman crun catatonit busybox-static | grep '^[a-z]' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed 's/^podman$/&=4.3.1+ds1-8+deb12u1*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
mkdir -p rootfs/bin .config/containers
cp root/bin/busybox rootfs/bin/
for name in sh printf env sleep; do ln -s busybox "rootfs/bin/$name"; done
export HOME=$work CONTAINERS_HELPER_BINARY_DIR=$work/root/usr/bin CONTAINERS_CONF=$work/containers.conf
cat >containers.conf <<CONF
[engine]
conmon_path = ["$work/root/usr/bin/conmon"]
CONF
echo '{"default": [{"type": "insecureAcceptAnything"}]}' >.config/containers/policy.json
cat >podman <<SH
#!/bin/sh
export LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu PATH=$work/root/usr/bin:$work/root/usr/sbin:\$PATH
exec $work/root/usr/bin/podman --root $work/store --runroot $work/run --tmpdir $work/tmp --storage-driver vfs \\
    --cgroup-manager cgroupfs --events-backend none --runtime $work/root/usr/bin/crun "\$@"
SH
chmod +x podman
cleanup() { ./podman rm --all --force --time 0 >/dev/null 2>&1 || true; rm -rf "$work"; }
trap cleanup EXIT
cat >terminal.py <<'PY'
"""Plays the terminal around a command until it ends, or until it has written the word of the first argument."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

go, went = os.pipe()
process, terminal = pty.fork()
if process == 0:
    os.read(go, 1)  # until the size is set
    os.execvp(sys.argv[2], sys.argv[2:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
os.write(went, b".")
written, latest = b"", time.monotonic() + 60
while time.monotonic() < latest and sys.argv[1].encode() not in written:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            written += os.read(terminal, 65536)
        except OSError:  # its end
            break
with open("written", "wb") as file:
    file.write(written)
if sys.argv[1] in written.decode():
    sys.stdin.read()  # until it is told that this has been seen
PY
run=(run --interactive --tty --network none --cgroups disabled --ulimit nofile=1000:1000 --ulimit nproc=100:100)
draw='printf "\033[?1049h\033]52;c;aGVsbG8=\007re""vealed\033[2J\033[?1049l"'
holds() { if ./podman logs "$1" 2>/dev/null | grep -q "$2"; then echo True; else echo False; fi; }
kept() { echo "copy $(holds "$1" aGVsbG8=), erased screen $(holds "$1" revealed)"; }
{
    python3 terminal.py no-such ./podman "${run[@]}" --name ended --rootfs "$work/rootfs" /bin/sh -c "env; $draw"
    printf 'log driver: %s, in the container: %s\n' "$(./podman inspect --format '{{.HostConfig.LogConfig.Type}}' ended)" \
        "$(grep -aiE '^[^=]*(log|rec)[^=]*=' written || echo 'no variable with "log" or "rec" in it')"
    log=$(./podman inspect --format '{{.HostConfig.LogConfig.Path}}' ended)
    echo "run -it, after its end: $(kept ended); $(basename "$log") has mode 0$(stat -c %a "$log")"
    mkfifo pipe
    python3 terminal.py drawn ./podman "${run[@]}" --rm --name removed --rootfs "$work/rootfs" \
        /bin/sh -c "$draw; printf dra; printf wn; sleep 60" <pipe & shown=$!
    exec 3>pipe
    for _ in $(seq 100); do [ "$(holds removed drawn)" = True ] && break; sleep 0.1; done
    within=$(kept removed)
    ./podman stop --time 0 removed >/dev/null 2>&1 || true
    exec 3>&-
    wait "$shown" || true
    for _ in $(seq 100); do ./podman container exists removed || break; sleep 0.1; done
    echo "run -it --rm, in it: $within; after its end: $(find store -name ctr.log -newer pipe | grep . || echo 'no log')"
    ./podman run --detach "${run[@]:3}" --name other --rootfs "$work/rootfs" /bin/sleep 60 >/dev/null 2>&1
    python3 terminal.py no-such ./podman exec --interactive --tty other /bin/sh -c "$draw"
    grep -q revealed written
    echo "exec -it: $(kept other)"
    python3 terminal.py no-such ./podman "${run[@]}" --log-driver none --name quiet --rootfs "$work/rootfs" /bin/sh -c "$draw"
    grep -q revealed written
    echo "run -it --log-driver none: $(kept quiet)"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
log driver: k8s-file, in the container: no variable with "log" or "rec" in it
run -it, after its end: copy True, erased screen True; ctr.log has mode 0600
run -it --rm, in it: copy True, erased screen True; after its end: no log
exec -it: copy False, erased screen False
run -it --log-driver none: copy False, erased screen False
SEEN
