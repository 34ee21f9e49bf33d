#!/usr/bin/env bash
# Vim 9.0.1378 (Debian 12), its `:terminal`. What runs in it finds LINES and COLUMNS in its environment, with the size
# that the window had at the start: whatever prefers them to the terminal's own size keeps that size when the window
# changes (the terminal itself follows, as stty shows). It names itself libvterm(0.3) to XTVERSION, answers OSC 11 with
# white whatever the terminal around it looks like, and reports 0 to the kitty keyboard query as if it knew the
# protocol. An OSC 52 write is swallowed: nothing is printed, and nothing reaches the terminal around it.
#
# Output seen:
#   started at 23x80 with LINES=23 COLUMNS=80 VIM_TERMINAL=900
#   after a resize: 38x120 with LINES=23 COLUMNS=80
#   XTVERSION b'\x1bP>|libvterm(0.3)\x1b\\'
#   OSC 11 b'\x1b]11;rgb:ffff/ffff/ffff\x07'
#   CSI ? u b'\x1b[?0u'
#   OSC 52 passed on: False, columns moved: 0
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
for package in vim=2:9.0.1378\* vim-runtime=2:9.0.1378\* libgpm2 libsodium23; do
    apt-get download -q "$package" >/dev/null 2>&1 || { echo "not to be had any more: $package" >&2; exit 1; }
done
for file in *.deb; do dpkg -x "$file" root; done
cat >ask.py <<'PY'
import os
import re
import select
import signal
import time
import tty


def reply(sequence: bytes, wanted: bytes, seconds: float = 10) -> bytes:
    os.write(1, sequence)
    got, end = b"", time.monotonic() + seconds
    while time.monotonic() < end and not re.search(wanted, got):
        if select.select([0], [], [], 0.1)[0]:
            got += os.read(0, 1000)
    return got


def column() -> int:
    return int(re.search(rb";(\d+)R", reply(b"\x1b[6n", rb"R"))[1])


def size() -> str:
    columns, lines = os.get_terminal_size(0)
    return f"{lines}x{columns} with LINES={os.environ['LINES']} COLUMNS={os.environ['COLUMNS']}"


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})
tty.setraw(0)
said = [f"started at {size()} VIM_TERMINAL={os.environ['VIM_TERMINAL']}"]
replies = [
    "XTVERSION " + repr(reply(b"\x1b[>q", rb"\x1b\\")),
    "OSC 11 " + repr(reply(b"\x1b]11;?\x07", rb"\x07")),
    "CSI ? u " + repr(reply(b"\x1b[?u", rb"u")),
]
before = column()
os.write(1, b"\x1b]52;c;aGVsbG8=\x07")
moved = column() - before
open("resize", "w").close()
signal.sigtimedwait({signal.SIGWINCH}, 20)
said += [f"after a resize: {size()}", *replies, f"columns moved: {moved}"]
with open("said.part", "w") as file:
    print("\n".join(said), file=file)
os.rename("said.part", "said")
PY
sed -i 's/^    "XTVERSION " + /    "XTVERSION " + /' ask.py
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

root = f"{os.getcwd()}/root/usr"
libraries = f"{root}/lib/{os.uname().machine}-linux-gnu"


def resize(lines: int, columns: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


process, terminal = pty.fork()
if process == 0:
    time.sleep(0.3)  # until the size is set
    for name in ("LINES", "COLUMNS"):
        os.environ.pop(name, None)
    os.environ |= {"LD_LIBRARY_PATH": libraries, "VIMRUNTIME": f"{root}/share/vim/vim90"}
    command = ["-u", "NONE", "-N", "-c", "terminal ++curwin python3 ask.py"]
    os.execv(f"{root}/bin/vim.basic", ["vim", *command])
resize(24, 80)
written, end, resized = b"", time.monotonic() + 60, False
while time.monotonic() < end and not pathlib.Path("said").exists():
    if select.select([terminal], [], [], 0.1)[0]:
        written += os.read(terminal, 65536)
    if not resized and pathlib.Path("resize").exists():
        resize(39, 120)
        resized = True
os.kill(process, signal.SIGKILL)
os.waitpid(process, 0)
*lines, moved = pathlib.Path("said").read_text().splitlines()
print(*lines, f"OSC 52 passed on: {b'aGVsbG8' in written}, {moved}", sep="\n")
PY
HOME=$work TERM=xterm-256color python3 drive.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
started at 23x80 with LINES=23 COLUMNS=80 VIM_TERMINAL=900
after a resize: 38x120 with LINES=23 COLUMNS=80
XTVERSION b'\x1bP>|libvterm(0.3)\x1b\\'
OSC 11 b'\x1b]11;rgb:ffff/ffff/ffff\x07'
CSI ? u b'\x1b[?0u'
OSC 52 passed on: False, columns moved: 0
SEEN
