#!/usr/bin/env bash
# autoexpect 5.45.4 (Debian 12: expect 5.45.4-2+b1), which watches a session and writes a script of expect that repeats it. The
# script is the recording: for each key it has all that the program had written before, as the text to wait for, so also what was
# on screens that are erased by now, and every copy (OSC 52). It lies in the current folder, for everybody to read. The process is
# no "autoexpect", by which a program could find it among those it runs below, but tclsh8.6, and it sets no variable.
#
# Output seen:
#   recorded by the process tclsh8.6, variables that tell of it: none
#   script.exp: mode 0755, with the copy: True, with the erased screen: True
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    expect | grep '^[a-z]' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed 's/^expect$/&=5.45.4-2+b1/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
cat >shows.py <<'PY'
"""Runs in the session: draws, and goes on at each key."""

import os
import pathlib
import tty

tty.setraw(0)
for drawn in (b"\x1b[?1049h\x1b[2Jmasked", b"\x1b[2Jre" + b"vealed", b"\x1b[2Jmasked\x1b]52;c;aGVsbG8=\x07", b"\x1b[?1049l"):
    os.write(1, drawn + b"?")
    os.read(0, 1)
around = pathlib.Path(f"/proc/{os.getppid()}/comm").read_text().strip()
given = set(pathlib.Path("environment").read_text().split())
added = sorted(set(os.environ) - given) or ["none"]
with open("said", "w") as file:
    print(f"recorded by the process {around}, variables that tell of it:", *added, file=file)
PY
cat >drive.py <<'PY'
"""Plays the terminal around autoexpect, and presses a key whenever something was drawn."""

import fcntl
import os
import pathlib
import pty
import select
import struct
import termios
import time

pathlib.Path("environment").write_text("\n".join([*os.environ, "LINES", "COLUMNS"]))
go, went = os.pipe()
process, terminal = pty.fork()
if process == 0:
    os.read(go, 1)  # until the size is set
    os.execvp("autoexpect", ["autoexpect", "-quiet", "python3", "shows.py"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
os.write(went, b".")
latest = time.monotonic() + 30
while time.monotonic() < latest:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            written = os.read(terminal, 65536)
        except OSError:  # its end
            break
        if written.endswith(b"?"):
            time.sleep(0.2)  # as a user would
            os.write(terminal, b"k")
os.waitpid(process, 0)
PY
library=$work/root/usr/lib/$(uname -m)-linux-gnu
HOME=$work SHELL=/bin/sh TERM=xterm-256color PATH=$work/root/usr/bin:$PATH LD_LIBRARY_PATH=$library \
    TCLLIBPATH="$work/root/usr/lib/tcltk/$(uname -m)-linux-gnu" TCL_LIBRARY=$work/root/usr/share/tcltk/tcl8.6 python3 drive.py
has() { if grep -aqF "$1" script.exp; then echo True; else echo False; fi; }
{
    cat said
    echo "script.exp: mode 0$(stat -c %a script.exp), with the copy: $(has aGVsbG8=), with the erased screen: $(has revealed)"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
recorded by the process tclsh8.6, variables that tell of it: none
script.exp: mode 0755, with the copy: True, with the erased screen: True
SEEN
