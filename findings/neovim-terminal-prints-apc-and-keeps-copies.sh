#!/usr/bin/env bash
# Neovim 0.7.2 (Debian 12: neovim 0.7.2-7 with libvterm 0.1.4-1), its `:terminal`. It swallows an OSC 52 write: nothing
# is printed, and nothing reaches the terminal around it. It does not answer XTVERSION, and DA2 with 0;100;0, as
# everything on libvterm does, Emacs' vterm among it; so over SSH, where NVIM is not handed on, its name can't be told.
# The text of an APC string, which terminals are to ignore, it prints: a query of the kitty graphics protocol leaves
# "Gi=1" on the screen. To DECRQM it replies "not recognised" (0) for every mode, also for synchronized output.
#
# Output seen:
#   XTVERSION b''
#   DA2 b'\x1b[>0;100;0c'
#   DA1 b'\x1b[?1;2c'
#   DECRQM 2026 b'\x1b[?2026;0$y'
#   columns moved by an APC string: 4
#   OSC 52 passed on: False, columns moved: 0
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
for package in neovim=0.7.2-7 neovim-runtime=0.7.2-7 libvterm0=0.1.4-1 libluajit-5.1-2 libluajit-5.1-common libmsgpackc2 \
    libtermkey1 libtree-sitter0 libunibilium4 libuv1 lua-luv; do
    apt-get download -q "$package" >/dev/null 2>&1 || { echo "not to be had any more: $package" >&2; exit 1; }
done
for file in *.deb; do dpkg -x "$file" root; done
cat >ask.py <<'PY'
import os
import re
import select
import time
import tty


def reply(sequence: bytes) -> bytes:
    """Return what comes before the reply to the query behind it, which every terminal answers."""
    os.write(1, sequence + b"\x1b[5n")
    got, latest = b"", time.monotonic() + 10
    while time.monotonic() < latest and not got.endswith(b"\x1b[0n"):
        if select.select([0], [], [], 0.1)[0]:
            got += os.read(0, 1000)
    return got.removesuffix(b"\x1b[0n")


def column() -> int:
    return int(re.search(rb";(\d+)R", reply(b"\x1b[6n"))[1])


def moved(sequence: bytes) -> int:
    before = column()
    os.write(1, sequence)
    return column() - before


APC = b"\x1b_Gi=1\x1b\\"
tty.setraw(0)
QUERIES = {"XTVERSION": b"\x1b[>q", "DA2": b"\x1b[>c", "DA1": b"\x1b[c", "DECRQM 2026": b"\x1b[?2026$p"}
said = [f"{name} {reply(query)}" for name, query in QUERIES.items()]
copy = moved(b"\x1b]52;c;aGVsbG8=\x07")
said += [f"columns moved by an APC string: {moved(APC)}", str(copy)]
with open("said.part", "w") as file:
    print("\n".join(said), file=file)
os.rename("said.part", "said")
PY
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
go, went = os.pipe()
process, terminal = pty.fork()
if process == 0:
    os.read(go, 1)  # until the size is set
    os.environ |= {"LD_LIBRARY_PATH": libraries, "VIMRUNTIME": f"{root}/share/nvim/runtime"}
    command = ["-u", "NONE", "-c", "terminal python3 ask.py"]
    os.execv(f"{root}/bin/nvim", ["nvim", *command])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
os.write(went, b".")
written, end = b"", time.monotonic() + 60
while time.monotonic() < end and not pathlib.Path("said").exists():
    if select.select([terminal], [], [], 0.1)[0]:
        written += os.read(terminal, 65536)
os.kill(process, signal.SIGKILL)
os.waitpid(process, 0)
*lines, moved = pathlib.Path("said").read_text().splitlines()
print(*lines, f"OSC 52 passed on: {b'aGVsbG8' in written}, columns moved: {moved}", sep="\n")
PY
HOME=$work TERM=xterm-256color python3 drive.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
XTVERSION b''
DA2 b'\x1b[>0;100;0c'
DA1 b'\x1b[?1;2c'
DECRQM 2026 b'\x1b[?2026;0$y'
columns moved by an APC string: 4
OSC 52 passed on: False, columns moved: 0
SEEN
