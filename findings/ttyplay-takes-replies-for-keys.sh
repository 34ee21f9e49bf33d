#!/usr/bin/env bash
# ttyplay 1.0.8 (Debian 12: ttyrec 1.0.8-5.1), which plays what ttyrec has recorded. It writes the recording to the terminal as it
# is, with every query that the recorded program has sent, and reads keys meanwhile. The terminal answers the queries again, and
# ttyplay takes each byte of that for a key: any skips a pause, f doubles the speed, s halves it, 1 sets it to normal, 0 to none.
# So the background colour (OSC 11) of a white terminal ends a recording at once, that of a black one and foot's device
# attributes stop it, by a 0, for good, and where the mouse is reported a move of it does. Recordings of Vim, Neovim or Textual
# programs hold such queries. termplay 0.19 (Debian 12: termrec 0.19-2) plays the same file at the same speed under all of them:
# it draws the screen itself, and passes no query on.
#
# Output seen:
#   ttyplay   no reply              played to its end, in about 4 s
#   ttyplay   white, by OSC 11      played to its end, in about 0 s
#   ttyplay   black, by OSC 11      stopped within 1 s
#   ttyplay   foot, by CSI > c      stopped within 1 s
#   ttyplay   a move of the mouse   stopped within 1 s
#   termplay  queries passed on: 0, played to its end, in about 4 s
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q ttyrec=1.0.8-5.1 termrec=0.19-2 libtty1=0.19-2 >/dev/null 2>&1 || { echo "not to be had any more" >&2; exit 1; }
for file in *.deb; do dpkg -x "$file" root; done
LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu; export LD_LIBRARY_PATH
cat >drive.py <<'PY'
"""Plays a terminal that answers, once, the query at the start of a recording of 40 pieces in 4 seconds."""

import os
import pty
import select
import signal
import struct
import time

PIECES = 40


def record(query: bytes) -> None:
    with open("recorded", "wb") as file:
        for number in range(PIECES + 1):
            text = b"<%d>" % number if number else b"start" + query
            file.write(struct.pack("<III", 1000 + number // 10, number % 10 * 100_000, len(text)) + text)


def play(player: str, query: bytes, reply: bytes) -> tuple[bytes, float]:
    """Return all that was written within 8 seconds, and when the last of it came."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(f"root/usr/bin/{player}", [player, "recorded"])
    written, begin = b"", time.monotonic()
    latest = begin
    while time.monotonic() < begin + 8:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                piece = os.read(terminal, 65536)
            except OSError:  # it has ended
                break
            written, latest = written + piece, time.monotonic()
            if reply and b"start" + query in written:
                os.write(terminal, reply)
                reply = b""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(process, 0)
    os.close(terminal)
    return written, latest - begin


def fate(written: bytes, seconds: float) -> str:
    if b"<%d>" % PIECES in written:
        return f"played to its end, in about {seconds:.0f} s"
    return "stopped within 1 s" if seconds < 1 else f"stopped after {seconds:.0f} s"


COLOUR, KIND, MOUSE = b"\x1b]11;?\x1b\\", b"\x1b[>c", b"\x1b[?1003h\x1b[?1006h"
for name, query, reply in (
    ("no reply", COLOUR, b""),
    ("white, by OSC 11", COLOUR, b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"),
    ("black, by OSC 11", COLOUR, b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
    ("foot, by CSI > c", KIND, b"\x1b[>1;011301;0c"),
    ("a move of the mouse", MOUSE, b"\x1b[<35;30;10M"),
):
    record(query)
    print(f"ttyplay   {name:<21} {fate(*play('ttyplay', query, reply))}")
record(COLOUR + KIND)
written, seconds = play("termplay", COLOUR + KIND, b"")
passed = sum(query in written for query in (COLOUR, KIND))
print(f"termplay  queries passed on: {passed}, {fate(written, seconds)}")
PY
python3 drive.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
ttyplay   no reply              played to its end, in about 4 s
ttyplay   white, by OSC 11      played to its end, in about 0 s
ttyplay   black, by OSC 11      stopped within 1 s
ttyplay   foot, by CSI > c      stopped within 1 s
ttyplay   a move of the mouse   stopped within 1 s
termplay  queries passed on: 0, played to its end, in about 4 s
SEEN
