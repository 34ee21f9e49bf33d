#!/usr/bin/env bash
# dtach 0.9 (Debian 12: dtach 0.9-5+b1), beside tmux 3.3a (Debian 12: tmux 3.3a-3), which is also the terminal around both. Either
# keeps a program running while nobody looks, and a detach gives the terminal back to the shell. tmux takes back what it had set
# there; dtach does not know what the program has written, and takes back the state of the line alone. The terminal stays on
# its other screen, with all that the program showed, and the shell goes on below that; pasted text is still marked, and each click
# is reported, which the shell takes for keys.
#
# Output seen:
#   tmux: after the detach: other screen 0, mouse 0, still shown False, a click typed into the shell False
#   dtach: after the detach: other screen 1, mouse 1, still shown True, a click typed into the shell True
set -euo pipefail
work=$(mktemp -d)
cd "$work"
export TMUX_TMPDIR=$work; unset TMUX
trap 'for name in within around; do "${tmux[@]}" -L "$name" kill-server 2>/dev/null || true; done; rm -rf "$work"' EXIT
tmux=(true)
for package in dtach=0.9-5+b1 tmux=3.3a-3 libevent-core-2.1-7 libutempter0; do
    apt-get download -q "$package" >/dev/null 2>&1 || { echo "not to be had any more: $package" >&2; exit 1; }
done
for file in *.deb; do dpkg -x "$file" root; done
LD_LIBRARY_PATH="$work/root/usr/lib/$(uname -m)-linux-gnu"; export LD_LIBRARY_PATH HOME=$work SHELL=/bin/sh LC_ALL=C.UTF-8
tmux=("$work/root/usr/bin/tmux"); around=("${tmux[@]}" -L around)
cat >shows.py <<'PY'
"""Draws as programs on the whole screen do, and goes on until q is pressed, or nobody is there any more."""

import os
import tty

tty.setraw(0)
os.write(1, b"\x1b[?1049h\x1b[?1000h\x1b[?1006h\x1b[?2004h\x1b[2J\x1b[5;5Hre" + b"vealed")
while os.read(0, 1) not in (b"q", b""):
    pass
PY
cat >clicks.py <<'PY'
"""Takes the place of the shell: waits for a key of the terminal, and says whether a click came as one."""

import os
import select
import tty

tty.setraw(0)
print("\r\nback in the shell\r")
came = select.select([0], [], [], 3)[0] and os.read(0, 100)
with open("came", "w") as file:
    file.write(str(bool(came and came.startswith(b"\x1b[<"))))
os.read(0, 1)
PY
becomes() { # WANTED COMMAND...
    for _ in $(seq 100); do [ "$("${@:2}")" = "$1" ] && return; sleep 0.1; done
    return 1
}
shows() { if "${around[@]}" capture-pane -p | grep -q "$1"; then echo True; else echo False; fi; }
try() { # NAME KEYS COMMAND
    rm -f came
    "${around[@]}" -f /dev/null new-session -d -x 80 -y 24 "env -u TMUX TERM=xterm-256color $3; python3 clicks.py"
    becomes True shows revealed
    local key; for key in $2; do "${around[@]}" send-keys "$key"; done
    becomes True shows 'back in the shell'
    local state; state=$("${around[@]}" display-message -p 'other screen #{alternate_on}, mouse #{mouse_any_flag}')
    # A click as the terminal reports it, which it does while it is told to.
    case $state in *'mouse 1') "${around[@]}" send-keys -l "$(printf '\033[<0;5;5M')" ;; esac
    becomes True test_came
    printf '%s: after the detach: %s, still shown %s, a click typed into the shell %s\n' "$1" "$state" "$(shows revealed)" "$(cat came)"
    "${around[@]}" kill-server
    sleep 0.5
}
test_came() { if [ -s came ]; then echo True; else echo False; fi; }
{
    try tmux 'C-b d' "${tmux[*]} -L within -f /dev/null new-session python3 shows.py"
    try dtach 'C-\' "root/usr/bin/dtach -A socket python3 shows.py"
} | tee seen
"${tmux[@]}" -L within kill-server
printf q | root/usr/bin/dtach -p socket
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
tmux: after the detach: other screen 0, mouse 0, still shown False, a click typed into the shell False
dtach: after the detach: other screen 1, mouse 1, still shown True, a click typed into the shell True
SEEN
