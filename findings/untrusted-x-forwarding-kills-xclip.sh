#!/usr/bin/env bash
# xclip 0.13 and xsel 1.2.0 (Debian 12) as untrusted X clients of Xvfb 21.1.7 (Debian 12), which is what ssh -X makes of a remote
# program where ForwardX11Trusted is off, as OpenSSH itself has it (Debian and Ubuntu switch it on). A copy seems to succeed:
# status 0, nothing on standard error, and a process stays behind that owns the clipboard. What was on it is gone. But when a
# trusted program pastes, the X server lets no untrusted one write the text into its window (BadAccess): xclip and xsel end by
# that, and the paste waits for a reply that never comes. So the status of a copy does not tell whether anybody can paste it.
#
# Output seen:
#   xclip, trusted: status 0, owns the clipboard; a paste gets 'a text'; still runs: True
#   xclip, untrusted: status 0, owns the clipboard; a paste gets no reply; still runs: False
#   xsel, trusted: status 0, owns the clipboard; a paste gets 'a text'; still runs: True
#   xsel, untrusted: status 0, owns the clipboard; a paste gets no reply; still runs: False
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    xclip xsel xvfb xauth xkb-data | grep '^[a-z]' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^xclip$/&=0.13-2/' -e 's/^xsel$/&=1.2.0+git9bfc13d.20180109-4/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
bin=$work/root/usr/bin; export LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu
cookie=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
touch trusted untrusted
"$bin/xauth" -q -f trusted add :95 . "$cookie"
"$bin/Xvfb" :95 -noreset -screen 0 320x240x24 -auth trusted -xkbdir "$work/root/usr/share/X11/xkb" >/dev/null 2>&1 & pids+=($!)
for _ in $(seq 100); do [ -S /tmp/.X11-unix/X95 ] && break; sleep 0.1; done
export DISPLAY=:95
XAUTHORITY=$work/trusted "$bin/xauth" -q -f untrusted generate :95 . untrusted timeout 600
cat >try.py <<'PY'
"""Copies by a program, as a trusted or an untrusted client, and pastes by the same program, as a trusted one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

program, copier = Path(sys.argv[1]), sys.argv[2]
COPY, PASTE = {
    "xclip": (["-selection", "clipboard", "-i"], ["-selection", "clipboard", "-o"]),
    "xsel": (["--clipboard", "--input"], ["--clipboard", "--output"]),
}[program.name]


def behind() -> list[int]:
    """Return the processes that the copy has left behind, once they had time to end."""
    time.sleep(0.5)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "exe").resolve() == program.resolve():
                found.append(int(process.name))
        except OSError:  # it has ended, or is another user's
            pass
    return found


def run(arguments: list[str], client: str, **how: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([program, *arguments], env={**os.environ, "XAUTHORITY": os.path.abspath(client)}, **how)


with open("complaints", "w") as complaints:
    copy = run(COPY, copier, input=b"a text", stdout=complaints, stderr=complaints)
owns = "owns the clipboard" if behind() else "has gone"
said = Path("complaints").read_text().strip()
try:
    reply = repr(run(PASTE, "trusted", capture_output=True, timeout=5).stdout.decode())
except subprocess.TimeoutExpired:
    reply = "no reply"
left = behind()
print(f"{program.name}, {copier}: status {copy.returncode}, {said}{owns}; a paste gets {reply}; still runs: {bool(left)}")
for process in left:
    os.kill(process, signal.SIGTERM)
PY
for program in xclip xsel; do
    for copier in trusted untrusted; do python3 try.py "$bin/$program" "$copier"; done
done | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
xclip, trusted: status 0, owns the clipboard; a paste gets 'a text'; still runs: True
xclip, untrusted: status 0, owns the clipboard; a paste gets no reply; still runs: False
xsel, trusted: status 0, owns the clipboard; a paste gets 'a text'; still runs: True
xsel, untrusted: status 0, owns the clipboard; a paste gets no reply; still runs: False
SEEN
