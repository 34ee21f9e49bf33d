#!/usr/bin/env bash
# tty-share 2.4.0 (Debian 12: tty-share 2.4.0+ds-1+b3), which shares a terminal with whoever has its address. What a program
# writes goes to all terminals as it is: a copy to the clipboard (OSC 52) arrives in the clipboard of every viewer, and a
# question to the terminal is answered by each. The second reply comes when the program has read the first one and reads on:
# as keys, or as the position of a cursor that is elsewhere. With -readonly the replies of viewers are dropped, and copies
# still arrive. Its sign in the environment should be TTY_SHARE=1, and holds a slip of Go's formatting.
#
# Output seen:
#   TTY_SHARE=1%!(EXTRA int=PID)
#   CSI 6 n: host and viewer answer; copy: host and viewer get it
#   -readonly: CSI 6 n: host answers; copy: host and viewer get it
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q 'tty-share=2.4.0+ds-1*' >/dev/null 2>&1 || { echo "not to be had any more: tty-share 2.4.0" >&2; exit 1; }
dpkg -x tty-share_*.deb root
cat >inside.py <<'PY'
"""Runs in the shared terminal: asks for the cursor's position once somebody has joined, and copies a text."""

import os
import select
import sys
import time
import tty

tty.setraw(0)
while not os.path.exists("joined"):
    time.sleep(0.1)
os.write(1, b"\x1b[6n")
got = b""
while select.select([0], [], [], 2)[0]:
    got += os.read(0, 1000)
with open("replies", "wb") as file:
    file.write(got)
with open("sign", "w") as file:
    file.write(os.environ["TTY_SHARE"])
os.write(1, b"\x1b]52;c;aGVsbG8=\x07")
time.sleep(1)
PY
cat >outside.py <<'PY'
"""Plays two terminals that answer: that of the host, at line 1, and that of a viewer, at line 2."""

import os
import pty
import re
import select
import signal
import socket
import sys
import time

port = socket.create_server(("127.0.0.1", 0)).getsockname()[1]
address = f"127.0.0.1:{port}"


def start(*arguments: str) -> tuple[int, int]:
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv("root/usr/bin/tty-share", ["tty-share", *arguments])
    return process, terminal


host = start("-listen", address, "-no-wait", "-command", "python3", "-args", "inside.py", *sys.argv[1:])
processes, names, seen = [host[0]], {host[1]: "host"}, {"host": b"", "viewer": b""}
end, begin = time.monotonic() + 30, time.monotonic()
while names and time.monotonic() < end:
    if len(processes) == 1 and b"local session" in seen["host"]:
        process, terminal = start(f"http://{address}/s/local/")
        processes.append(process)
        names[terminal] = "viewer"
    if seen["viewer"] and not os.path.exists("joined"):
        time.sleep(1)
        open("joined", "w").close()
    for terminal in select.select(list(names), [], [], 0.1)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # its program has ended
            del names[terminal]
            continue
        seen[names[terminal]] += piece
        if b"\x1b[6n" in piece:
            os.write(terminal, b"\x1b[1;1R" if names[terminal] == "host" else b"\x1b[2;2R")
for process in processes:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(process, 0)
with open("replies", "rb") as file:
    lines = set(re.findall(rb"\[(\d);", file.read()))
answer = [name for name, line in (("host", b"1"), ("viewer", b"2")) if line in lines]
get = [name for name, text in seen.items() if b"\x1b]52;c;aGVsbG8=" in text]
mode = "".join(f"{argument}: " for argument in sys.argv[1:])
verb = "answer" if len(answer) > 1 else "answers"
print(f"{mode}CSI 6 n: {' and '.join(answer)} {verb}; copy: {' and '.join(get)} get it")
PY
{
    timeout 60 python3 outside.py
    rm joined
    timeout 60 python3 outside.py -readonly
    echo "TTY_SHARE=$(sed 's/int=[0-9]*/int=PID/' sign)"
} | sort -r | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
TTY_SHARE=1%!(EXTRA int=PID)
CSI 6 n: host and viewer answer; copy: host and viewer get it
-readonly: CSI 6 n: host answers; copy: host and viewer get it
SEEN
