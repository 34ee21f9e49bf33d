#!/usr/bin/env bash
# mprocs 0.9.6 (npm), which shows several programs, each in a terminal of its own. To CSI c it replies with 52 in its device
# attributes, by which a terminal says that a program may write to the clipboard. It drops what is written, short or long, by
# BEL or by ST: nothing reaches the terminal around it, no program such as xclip or wl-copy is started for it, and nothing is
# printed. XTVERSION, secondary attributes and CSI 5 n it does not answer. It knows no REP: a character to be repeated is not.
#
# Output seen:
#   CSI c: b'\x1b[?65;6;22;52c'
#   no reply: CSI > q, CSI > c, CSI 5 n
#   columns moved: 0 by a copy, 1 by an A repeated three times
#   around it: no copy, copied by a program: False
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm --prefix "$work" install --silent --no-audit --no-fund mprocs@0.9.6 >/dev/null 2>&1
mkdir bin
for name in xclip xsel wl-copy pbcopy; do
    printf '#!/bin/sh\ntouch "%s/copied"\n' "$work" >"bin/$name"
    chmod +x "bin/$name"
done
cat >ask.py <<'PY'
"""Runs in the terminal of mprocs: asks it what it is, and copies."""

import os
import re
import select
import time
import tty


def reply(query: bytes) -> bytes:
    """Return what comes before the position of the cursor, which is asked for as well."""
    os.write(1, query + b"\x1b[6n")
    got, latest = b"", time.monotonic() + 10
    while time.monotonic() < latest and not re.search(rb"\x1b\[\d+;\d+R$", got):
        if select.select([0], [], [], 0.1)[0]:
            got += os.read(0, 1000)
    return got


def moved(sequence: bytes) -> int:
    columns = [int(re.search(rb";(\d+)R$", reply(part))[1]) for part in (b"\r", sequence)]
    return columns[1] - columns[0]


tty.setraw(0)
queries = {"CSI c": b"\x1b[c", "CSI > q": b"\x1b[>q", "CSI > c": b"\x1b[>c", "CSI 5 n": b"\x1b[5n"}
replies = {name: re.sub(rb"\x1b\[\d+;\d+R$", b"", reply(query)) for name, query in queries.items()}
lines = [f"{name}: {got!r}" for name, got in replies.items() if got]
lines.append(f"no reply: {', '.join(name for name, got in replies.items() if not got)}")
copies = b"\x1b]52;c;aGVsbG8=\x07\x1b]52;c;aGVsbG8=\x1b\\\x1b]52;c;" + b"QUJD" * 1000 + b"\x07"
lines.append(f"columns moved: {moved(copies)} by a copy, {moved(bytes((65, 27)) + b'[3b')} by an A repeated three times")
with open("said.part", "w") as file:
    print(*lines, sep="\n", file=file)
os.rename("said.part", "said")
time.sleep(60)
PY
cat >drive.py <<'PY'
"""Plays the terminal around mprocs until what runs in it has said all, and a second longer."""

import fcntl
import os
import pathlib
import pty
import select
import signal
import struct
import termios
import time

go, went = os.pipe()
process, terminal = pty.fork()
if process == 0:
    os.read(go, 1)  # until the size is set
    os.environ |= {"PATH": f"{os.getcwd()}/bin:{os.environ['PATH']}", "DISPLAY": ":99", "WAYLAND_DISPLAY": "wayland-99"}
    os.execv("node_modules/.bin/mprocs", ["mprocs", "python3 ask.py"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
os.write(went, b".")
written, latest = b"", time.monotonic() + 60
while time.monotonic() < latest:
    if select.select([terminal], [], [], 0.1)[0]:
        written += os.read(terminal, 65536)
    if pathlib.Path("said").exists():
        latest = min(latest, time.monotonic() + 1)
os.kill(process, signal.SIGTERM)
os.waitpid(process, 0)
print(pathlib.Path("said").read_text(), end="")
copy = "a copy" if b"\x1b]52;" in written or b"aGVsbG8" in written else "no copy"
print(f"around it: {copy}, copied by a program: {pathlib.Path('copied').exists()}")
PY
HOME=$work TERM=xterm-256color python3 drive.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
CSI c: b'\x1b[?65;6;22;52c'
no reply: CSI > q, CSI > c, CSI 5 n
columns moved: 0 by a copy, 1 by an A repeated three times
around it: no copy, copied by a program: False
SEEN
