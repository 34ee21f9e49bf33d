#!/usr/bin/env bash
# Emacs 28.2 (Debian 12: emacs-nox 28.2), its own terminal (M-x term, ansi-term; TERM=eterm-color, INSIDE_EMACS ends in
# "term:0.96"). It answers neither primary nor secondary device attributes nor XTVERSION, and it does not know OSC
# sequences: the text of an OSC 52 write, base64 and all, is printed into the buffer, where it stays. Most terminals
# that do not take OSC 52 swallow it.
#
# Output seen:
#   TERM=eterm-color INSIDE_EMACS=28.2,term:0.96
#   replies to CSI > q, CSI > c, CSI c: b''
#   columns that a clipboard write moves the cursor by: 15
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
# Emacs finds its own files by where it was configured to be, so its package is installed, not unpacked.
version=$(dpkg-query -W -f '${Version}' emacs-nox 2>/dev/null || true)
case $version in
    1:28.2*) ;;
    "") apt-get install -y -qq --no-install-recommends 'emacs-nox=1:28.2*' >/dev/null 2>&1 ;;
    *) echo "another version is installed: $version" >&2; exit 1 ;;
esac
cat >ask.py <<'PY'
import os
import re
import select
import sys
import time
import tty


def reply(sequence: bytes, wanted: bytes, seconds: float) -> bytes:
    os.write(1, sequence)
    got, end = b"", time.monotonic() + seconds
    while time.monotonic() < end and not re.search(wanted, got):
        if select.select([0], [], [], 0.1)[0]:
            got += os.read(0, 1000)
    return got


def column() -> int:
    return int(re.search(rb";(\d+)R", reply(b"\x1b[6n", rb"R", 10))[1])


tty.setraw(0)
attributes = reply(b"\x1b[>q\x1b[>c\x1b[c", rb"\x1b\[\?[\d;]*c", 2)
before = column()
os.write(1, b"\x1b]52;c;aGVsbG8=\x07")
moved = column() - before
with open("said.part", "w") as file:
    print(f"TERM={os.environ['TERM']} INSIDE_EMACS={os.environ['INSIDE_EMACS']}", file=file)
    print(f"replies to CSI > q, CSI > c, CSI c: {attributes!r}", file=file)
    print(f"columns that a clipboard write moves the cursor by: {moved}", file=file)
os.rename("said.part", "said")
PY
printf '#!/bin/sh\ncd "%s" && exec python3 ask.py\n' "$work" >ask; chmod +x ask
printf "(require 'term)\n(term \"%s/ask\")\n" "$work" >start.el
cat >drive.py <<'PY'
import fcntl
import os
import pathlib
import pty
import select
import signal
import struct
import termios
import time

process, terminal = pty.fork()
if process == 0:
    os.execvp("emacs", ["emacs", "-Q", "-nw", "-l", "start.el"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
end = time.monotonic() + 60
while time.monotonic() < end and not pathlib.Path("said").exists():
    if select.select([terminal], [], [], 0.1)[0]:
        os.read(terminal, 65536)
os.kill(process, signal.SIGKILL)
os.waitpid(process, 0)
PY
HOME=$work TERM=xterm-256color python3 drive.py
cat said
diff said - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
TERM=eterm-color INSIDE_EMACS=28.2,term:0.96
replies to CSI > q, CSI > c, CSI c: b''
columns that a clipboard write moves the cursor by: 15
SEEN
