#!/usr/bin/env bash
# terminalizer 0.12.0 (npm), which records a terminal. A program finds no sign of it that is named after it: the process that
# records is called node, and the only variable is recording=true, which comes from an example in its settings. The size stays
# what it was at the start: the terminal around it may be resized, and what runs inside gets no signal. What was copied (OSC 52)
# is in the recording, which is written to the current folder at the end, for everybody to read, and then offered for upload to
# a web site, unless -k was given.
#
# Output seen:
#   variables that name it: none; recording=true; recorded by the process node
#   the terminal has 30 lines now, the program inside sees 24, and got a signal: False
#   recorded.yml: mode 0644, with the copy: True
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
[ -e "$prefix/include/node/node.h" ] && command -v g++ make >/dev/null || { echo "needs g++, make and the headers of Node.js" >&2; exit 2; }
npm init -y >/dev/null 2>&1
# It would download two programs, of which it needs none to record; the module for terminals is compiled.
npm install --silent --no-audit --no-fund --ignore-scripts terminalizer@0.12.0 >/dev/null 2>&1
(cd node_modules/@homebridge/node-pty-prebuilt-multiarch &&
    node "$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js" rebuild --nodedir="$prefix" >/dev/null 2>&1)
cat >inside.py <<'PY'
"""Runs in the recorded terminal: says what it sees, copies, and waits until the terminal around it was resized."""

import os
import pathlib
import signal
import sys
import time

signals = []
signal.signal(signal.SIGWINCH, lambda number, _: signals.append(number))
sys.stdout.write("\033]52;c;aGVsbG8=\a")
sys.stdout.flush()
pathlib.Path("begun").touch()
while not pathlib.Path("resized").exists():
    time.sleep(0.1)
time.sleep(1)
named = sorted(name for name in os.environ if "terminalizer" in name.lower()) or ["none"]
parent = pathlib.Path(f"/proc/{os.getppid()}/comm").read_text().strip()
signs = f"recording={os.environ.get('recording')}; recorded by the process {parent}"
print(f"variables that name it: {', '.join(named)}; {signs}", file=open("said", "w"))
with open("said", "a") as said:
    lines = os.get_terminal_size().lines
    print(f"the terminal has 30 lines now, the program inside sees {lines}, and got a signal: {bool(signals)}", file=said)
PY
cat >drive.py <<'PY'
"""Plays the terminal around it, and becomes larger once the program inside runs."""

import fcntl
import os
import pathlib
import pty
import select
import struct
import termios
import time

go, went = os.pipe()
process, terminal = pty.fork()
if process == 0:
    os.read(go, 1)  # until the size is set
    os.umask(0o022)
    os.environ |= {"TERM": "xterm-256color", "ELECTRON_OVERRIDE_DIST_PATH": os.getcwd()}
    os.execv("node_modules/.bin/terminalizer", ["terminalizer", "record", "recorded", "-k", "-d", "python3 inside.py"])


def resize(lines: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))


resize(24)
os.write(went, b".")
latest = time.monotonic() + 60
while time.monotonic() < latest:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            if not os.read(terminal, 65536):
                break
        except OSError:  # all have ended
            break
    if pathlib.Path("begun").exists() and not pathlib.Path("resized").exists():
        resize(30)
        pathlib.Path("resized").touch()
os.close(terminal)
os.waitpid(process, 0)
print(pathlib.Path("said").read_text(), end="")
recording = pathlib.Path("recorded.yml")
copied = "52;c;aGVsbG8=" in recording.read_text()
print(f"{recording}: mode 0{recording.stat().st_mode & 0o777:o}, with the copy: {copied}")
PY
env -u recording HOME="$work" python3 drive.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
variables that name it: none; recording=true; recorded by the process node
the terminal has 30 lines now, the program inside sees 24, and got a signal: False
recorded.yml: mode 0644, with the copy: True
SEEN
