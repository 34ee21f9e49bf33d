#!/usr/bin/env bash
# gpg-agent 2.2.40 (Debian 12: gpg-agent 2.2.40-1.1+deb12u2) with pinentry-curses 1.2.1. Ctrl+C at the question for a passphrase
# ends gpg, as `gpg -d` and so `pass show` run it, but not the question: it belongs to the agent, which does not notice that
# nobody waits for the answer. The pinentry stays on the terminal, in the mode that it had set (no echo, no lines), and takes
# about every second key from whatever reads there next: a shell, or a program that had run gpg for its secret and goes on.
# `gpgconf --kill gpg-agent` ends the agent and leaves the pinentry; only an answer, or a signal to itself, ends it.
#
# Output seen:
#   gpg: ended by SIGINT
#   pinentry: still there 10 seconds later
#   the terminal: no lines, no echo
#   of 200 keys for the next program: some are missing
#   pinentry: outlives its agent
set -euo pipefail
work=$(mktemp -d); trap 'GNUPGHOME=$work/gpg gpgconf --kill all 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
apt-get download -q 'pinentry-curses=1.2.1-1' >/dev/null 2>&1 || { echo "not to be had any more: pinentry-curses" >&2; exit 1; }
dpkg -x pinentry-curses_*.deb root
case $(gpg-agent --version 2>/dev/null) in *" 2.2.40"*) ;; *) echo "gpg-agent 2.2.40 is needed" >&2; exit 1 ;; esac
export GNUPGHOME=$work/gpg HOME=$work TERM=xterm LC_ALL=C.UTF-8
mkdir -m 700 gpg
echo "pinentry-program $work/root/usr/bin/pinentry-curses" >gpg/gpg-agent.conf
gpg --batch --quiet --pinentry-mode loopback --passphrase word --quick-gen-key 'Nobody <nobody@example.com>' \
    default default never 2>/dev/null
echo text | gpg -q --batch -er nobody@example.com >text.gpg
gpgconf --kill all
cat >next.py <<'PY'
"""Runs gpg, then reads keys from the same terminal, as a shell does, until half a second has passed without any."""

import os
import select
import signal
import subprocess
import termios
import time

os.environ["GPG_TTY"] = os.ttyname(0)
gpg = subprocess.Popen(["gpg", "-qd", "text.gpg"])
signal.signal(signal.SIGINT, signal.SIG_IGN)
while not os.path.exists("asked"):
    time.sleep(0.1)
agent = subprocess.run(["gpg-connect-agent", "getinfo pid", "/bye"], capture_output=True, text=True, check=True).stdout
agent = agent.split()[1]
asking = int(subprocess.run(["pgrep", "-P", agent], capture_output=True, text=True, check=True).stdout)


def alive() -> bool:
    """Tell whether the pinentry is still running."""
    try:
        with open(f"/proc/{asking}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


open("interrupt", "w").close()
status = gpg.wait()
time.sleep(10)
mode = termios.tcgetattr(0)[3]
lines, echo = ("lines" if mode & termios.ICANON else "no lines"), ("echo" if mode & termios.ECHO else "no echo")
os.write(1, b"<next>")
got = 0
while select.select([0], [], [], 0.5 if got else 10)[0]:
    got += len(os.read(0, 1))
with open("next", "w") as file:
    print(f"gpg: ended by {signal.Signals(-status).name}" if status < 0 else f"gpg: status {status}", file=file)
    print("pinentry:", "still there 10 seconds later" if alive() else "gone", file=file)
    print(f"the terminal: {lines}, {echo}", file=file)
    print("of 200 keys for the next program:", "some are missing" if got < 200 else "all arrived", file=file)
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=True)
    time.sleep(2)
    print("pinentry:", "outlives its agent" if alive() else "ends with its agent", file=file)
if alive():
    os.kill(asking, signal.SIGKILL)
PY
cat >type.py <<'PY'
"""Sits at the terminal: presses Ctrl+C when the passphrase is asked for, and types for the next program."""

import os
import pty
import time

pid, terminal = pty.fork()
if pid == 0:
    os.execvp("python3", ["python3", "next.py"])
screen = b""


def wait_for(text: bytes) -> None:
    global screen
    while text not in screen:
        screen += os.read(terminal, 4096)


wait_for(b"Passphrase")
open("asked", "w").close()
while not os.path.exists("interrupt"):
    time.sleep(0.1)
os.write(terminal, b"\x03")
wait_for(b"<next>")
for _ in range(200):
    os.write(terminal, b"a")
    time.sleep(0.01)
os.waitpid(pid, 0)
PY
timeout 60 python3 type.py
tee seen <next
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
gpg: ended by SIGINT
pinentry: still there 10 seconds later
the terminal: no lines, no echo
of 200 keys for the next program: some are missing
pinentry: outlives its agent
SEEN
