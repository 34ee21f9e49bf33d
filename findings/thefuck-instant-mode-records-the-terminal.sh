#!/usr/bin/env bash
# thefuck 3.32 (PyPI), which corrects the command that was typed last. Without its instant mode it runs that again to see what it
# printed. With it, which is one more flag in the shell's start-up file, it starts a second shell below a recorder: the last
# megabyte that any program writes to the terminal is in a file in the folder for temporary files, with escape sequences, so also
# what was on screens that are erased by now and what was copied to the clipboard (OSC 52). It is removed when the shell ends,
# and stays when the terminal is closed.
#
# Output seen:
#   variables: THEFUCK_INSTANT_MODE=True, THEFUCK_OUTPUT_LOG=/tmp/thefuck-script-log-..., recorded by the process thefuck
#   1048576 bytes, with the copy: True, with the erased screen: True
#   after the shell: removed
#   after the terminal was closed: there, with the copy: True
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python=$(command -v python3.11 || command -v python3)  # it needs a module that newer ones have no more
"$python" -m venv venv && venv/bin/pip install -q thefuck==3.32 setuptools==80.9.0 2>/dev/null
cat >shell <<'SH'
#!/bin/sh
# The shell below the recorder: an erased screen, a copy, and then the state of the log.
printf '\033[?1049hon the other screen\033[2J\033[?1049l\033]52;c;aGVsbG8=\a'
sleep 1
cat /proc/$PPID/comm >parent
env | grep ^THEFUCK_ >variables
stat -c '%s bytes' "$THEFUCK_OUTPUT_LOG" >state
cp "$THEFUCK_OUTPUT_LOG" copied
mv state said
[ -e wait ] && sleep 60
exit 0
SH
chmod +x shell
cat >rc <<'SH'
eval "$(thefuck --alias --enable-experimental-instant-mode)"
SH
cat >drive.py <<'PY'
"""Opens a terminal with a shell that reads the start-up file, and closes it once all is said, if that shell waits."""

import fcntl
import os
import pty
import select
import struct
import termios
import time
from pathlib import Path

COPY = b"\x1b]52;c;aGVsbG8=\x07"


def run(waits: bool) -> None:
    go, went = os.pipe()
    process, terminal = pty.fork()
    if process == 0:
        os.read(go, 1)  # until the size is set
        os.environ |= {"PATH": f"{os.getcwd()}/venv/bin:{os.environ['PATH']}", "SHELL": f"{os.getcwd()}/shell"}
        os.execvp("bash", ["bash", "--noprofile", "--rcfile", "rc", "-i"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.write(went, b".")
    latest = time.monotonic() + 60
    while time.monotonic() < latest and not (waits and Path("said").exists()):
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                if not os.read(terminal, 65536):
                    break
            except OSError:  # all have ended
                break
    os.close(terminal)
    os.waitpid(process, 0)


run(False)
given = dict(line.split("=", 1) for line in Path("variables").read_text().splitlines())
log = Path(given["THEFUCK_OUTPUT_LOG"])
named = f"{log.parent}/{'-'.join(log.name.split('-')[:-1])}-..."
names = f"THEFUCK_INSTANT_MODE={given['THEFUCK_INSTANT_MODE']}, THEFUCK_OUTPUT_LOG={named}"
print(f"variables: {names}, recorded by the process {Path('parent').read_text().strip()}")
kept = Path("copied").read_bytes()
print(f"{Path('said').read_text().strip()}, with the copy: {COPY in kept}, with the erased screen: {b'on the other' in kept}")
print(f"after the shell: {'there' if log.exists() else 'removed'}")
Path("said").unlink()
Path("wait").touch()
run(True)
time.sleep(1)
log = Path(Path("variables").read_text().split("THEFUCK_OUTPUT_LOG=")[1].splitlines()[0])
left = f"there, with the copy: {COPY in log.read_bytes()}" if log.exists() else "removed"
print(f"after the terminal was closed: {left}")
log.unlink(missing_ok=True)
PY
HOME=$work TF_SHELL=bash TMPDIR=/tmp timeout 150 python3 drive.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
variables: THEFUCK_INSTANT_MODE=True, THEFUCK_OUTPUT_LOG=/tmp/thefuck-script-log-..., recorded by the process thefuck
1048576 bytes, with the copy: True, with the erased screen: True
after the shell: removed
after the terminal was closed: there, with the copy: True
SEEN
