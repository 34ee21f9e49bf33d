#!/usr/bin/env bash
# xgterm 2.1 (Debian 12: xgterm, the terminal of IRAF in astronomy), which calls itself TERM=xterm. It drops the mark `>`
# of CSI > c and answers it like CSI c: whoever asks both in one write, and takes the first CSI ? ... c for the end of the
# replies, is left with a second one that comes late. It knows no OSC 52: a short one that ends in BEL disappears, one
# that ends in ST (ESC \) prints a character, and of a long one most is printed, base64 and all.
#
# Output seen:
#   CSI > c: b'\x1b[?1;2c'
#   CSI c: b'\x1b[?1;2c'
#   a short write, BEL: cursor at (1, 1), clipboard [before]
#   a short write, ST: cursor at (1, 2), clipboard [before]
#   a long write, BEL: printed, clipboard [before]
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
packages=(xgterm xclip xvfb)
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null 2>&1
case $(dpkg-query -W -f '${Version}' xgterm) in 2.1*) ;; *) echo "another version" >&2; exit 1 ;; esac
export DISPLAY=:96
Xvfb :96 -screen 0 800x600x8 >/dev/null 2>&1 & pids+=($!)
until [ -S /tmp/.X11-unix/X96 ]; do sleep 0.1; done
printf before >text
xclip -i -quiet -selection clipboard text >/dev/null 2>&1 & pids+=($!)
cat >ask.py <<'PY'
import os
import re
import select
import subprocess
import time
import tty


def reply(sequence: bytes, wanted: bytes) -> bytes:
    os.write(1, sequence)
    got, end = b"", time.monotonic() + 10
    while time.monotonic() < end and not re.search(wanted, got):
        if select.select([0], [], [], 0.1)[0]:
            got += os.read(0, 1000)
    return got


def cursor() -> tuple[int, int]:
    line, column = re.search(rb"(\d+);(\d+)R", reply(b"\x1b[6n", rb"R")).groups()
    return int(line), int(column)


def clipboard() -> str:
    command = ["xclip", "-o", "-selection", "clipboard"]
    return subprocess.run(command, capture_output=True, text=True, timeout=10).stdout


tty.setraw(0)
said = [f"CSI > c: {reply(bytes((27,)) + b'[>c', rb'c')!r}", f"CSI c: {reply(bytes((27,)) + b'[c', rb'c')!r}"]
os.write(1, b"\x1b]52;c;aGVsbG8=\x07")
said.append(f"a short write, BEL: cursor at {cursor()}, clipboard [{clipboard()}]")
os.write(1, b"\x1b]52;c;aGVsbG8=\x1b\\")
said.append(f"a short write, ST: cursor at {cursor()}, clipboard [{clipboard()}]")
os.write(1, b"\x1b]52;c;" + b"QUJD" * 4000 + b"\x07")
printed = "printed" if cursor()[0] > 5 else "swallowed"
said.append(f"a long write, BEL: {printed}, clipboard [{clipboard()}]")
with open("seen", "w") as file:
    print(*said, sep="\n", file=file)
PY
timeout 60 xgterm -e python3 ask.py >/dev/null 2>&1
cat seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
CSI > c: b'\x1b[?1;2c'
CSI c: b'\x1b[?1;2c'
a short write, BEL: cursor at (1, 1), clipboard [before]
a short write, ST: cursor at (1, 2), clipboard [before]
a long write, BEL: printed, clipboard [before]
SEEN
