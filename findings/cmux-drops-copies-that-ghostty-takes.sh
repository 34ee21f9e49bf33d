#!/usr/bin/env bash
# cmux 0.13.4 (PyPI), a terminal multiplexer built on Ghostty's library. What runs in it finds replies that name libghostty and
# know synchronized output and the kitty keyboard, as Ghostty's do. But a copy (OSC 52), which Ghostty takes, and which tmux
# and GNU screen pass on by default, it swallows: nothing reaches the terminal around it, whether the copy names the clipboard
# or none, whether it is short or long, and the program in it is not told: 52 is missing in the device attributes, as in
# those of many terminals that do take copies.
#
# Output seen:
#   CSI > q: b'\x1bP>|libghostty\x1b\\'
#   CSI > c: b'\x1b[>1;0;0c'
#   CSI c: b'\x1b[?62;22c'
#   CSI ? 2026 $ p: b'\x1b[?2026;2$y'
#   CSI ? u: b'\x1b[?0u'
#   TERM=xterm-256color, TMUX and STY: not set
#   around it: no copy, columns moved by copies: 0
set -euo pipefail
work=$(mktemp -d); stop() { :; }
trap 'stop; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q cmux==0.13.4 2>/dev/null
cat >ask.py <<'PY'
"""Runs in the terminal of cmux: asks it what it is, and copies."""

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


tty.setraw(0)
queries = {
    "CSI > q": b"\x1b[>q",
    "CSI > c": b"\x1b[>c",
    "CSI c": b"\x1b[c",
    "CSI ? 2026 $ p": b"\x1b[?2026$p",
    "CSI ? u": b"\x1b[?u",
}
at = rb"\x1b\[\d+;(\d+)R$"
lines = [f"{name}: {re.sub(at, b'', reply(query))!r}" for name, query in queries.items()]
inside = "set" if {"TMUX", "STY"} & set(os.environ) else "not set"
lines.append(f"TERM={os.environ['TERM']}, TMUX and STY: {inside}")
long = b"QUJD" * 1000
copies = [b"\x1b]52;c;aGVsbG8=\x07", b"\x1b]52;c;aGVsbG8=\x1b\\", b"\x1b]52;;aGVsbG8=\x07", b"\x1b]52;c;" + long + b"\x07"]
before, after = (int(re.search(at, reply(part))[1]) for part in (b"\r", b"".join(copies)))
lines.append(f"columns moved by copies: {after - before}")
with open("said.part", "w") as file:
    print(*lines, sep="\n", file=file)
os.rename("said.part", "said")
time.sleep(60)
PY
printf '#!/bin/sh\ncd "%s" && exec python3 ask.py\n' "$work" >shell
chmod +x shell
cat >drive.py <<'PY'
"""Plays the terminal around cmux until what runs in it has said all, and a second longer."""

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
    os.execv("venv/bin/cmux", ["cmux"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
os.write(went, b".")
written, latest = b"", time.monotonic() + 60
while time.monotonic() < latest:
    if select.select([terminal], [], [], 0.1)[0]:
        written += os.read(terminal, 65536)
    if pathlib.Path("said").exists():
        latest = min(latest, time.monotonic() + 1)
os.kill(process, signal.SIGKILL)
os.waitpid(process, 0)
*lines, moved = pathlib.Path("said").read_text().splitlines()
copy = "a copy" if b"\x1b]52;" in written or b"aGVsbG8" in written or b"QUJDQUJD" in written else "no copy"
print(*lines, f"around it: {copy}, {moved}", sep="\n")
PY
export HOME=$work XDG_RUNTIME_DIR=$work SHELL=$work/shell TERM=xterm-256color
unset TMUX STY
stop() { venv/bin/cmux server stop >/dev/null 2>&1 || true; }
python3 drive.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
CSI > q: b'\x1bP>|libghostty\x1b\\'
CSI > c: b'\x1b[>1;0;0c'
CSI c: b'\x1b[?62;22c'
CSI ? 2026 $ p: b'\x1b[?2026;2$y'
CSI ? u: b'\x1b[?0u'
TERM=xterm-256color, TMUX and STY: not set
around it: no copy, columns moved by copies: 0
SEEN
