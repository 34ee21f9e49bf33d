#!/usr/bin/env bash
# byobu 5.133 (Debian 12: byobu 5.133-1.1), which starts tmux with settings of its own, here tmux 3.3a (Debian 12: tmux 3.3a-3).
# tmux draws on the other screen of the terminal around it, so that nothing of it is left there. byobu's settings take that away
# from every terminal called xterm-something (terminal-overrides xterm*:smcup@:rmcup@, a line that is also passed on for tmux
# alone, so that the mouse wheel scrolls). Then a detach clears the main screen, and a terminal that keeps cleared lines, as tmux
# from 3.3 on does itself, has all that was visible in its history: here what a program has drawn on the other screen of its pane,
# which is gone from there once that program ends.
#
# Output seen:
#   tmux: drawn on the other screen: True; after the detach: on the screen False, in the history False
#   byobu: drawn on the other screen: False; after the detach: on the screen False, in the history True
set -euo pipefail
work=$(mktemp -d)
cd "$work"
export TMUX_TMPDIR=$work
trap 'for name in default around; do "${tmux[@]}" -L "$name" kill-server 2>/dev/null || true; done; rm -rf "$work"' EXIT
for package in byobu=5.133-1.1 tmux=3.3a-3 libevent-core-2.1-7 libutempter0; do
    apt-get download -q "$package" >/dev/null 2>&1 || { echo "not to be had any more: $package" >&2; exit 1; }
done
for file in *.deb; do dpkg -x "$file" root; done
LD_LIBRARY_PATH="$work/root/usr/lib/$(uname -m)-linux-gnu"; export LD_LIBRARY_PATH
export BYOBU_PREFIX=$work/root/usr PATH=$work/root/usr/bin:$PATH HOME=$work SHELL=/bin/sh LC_ALL=C.UTF-8
tmux=("$work/root/usr/bin/tmux"); unset TMUX
around=("${tmux[@]}" -L around)
holds() { if "$@" | grep -q revealed; then echo True; else echo False; fi; }
becomes() { # WANTED COMMAND...
    for _ in $(seq 100); do [ "$("${@:2}")" = "$1" ] && return; sleep 0.1; done
    return 1
}
screen=("${around[@]}" capture-pane -p) history=("${around[@]}" capture-pane -p -S - -E -1)
clients() { "${tmux[@]}" -L default list-clients 2>/dev/null | wc -l; }
try() { # NAME COMMAND
    "${around[@]}" -f /dev/null new-session -d -x 80 -y 24 "env -u TMUX TERM=xterm-256color $2; exec sleep 60"
    becomes 1 clients
    sleep 2  # for byobu's status line
    local session; session=$("${tmux[@]}" -L default list-clients -F '#{session_name}')
    "${tmux[@]}" -L default send-keys -t "=$session:" "printf '\\033[?1049h\\033[5;5Hre''vealed'; sleep 60" Enter
    becomes True holds "${screen[@]}"
    local other; other=$("${around[@]}" display-message -p '#{alternate_on}')
    "${tmux[@]}" -L default detach-client -s "=$session"
    becomes 0 clients
    sleep 1
    printf '%s: drawn on the other screen: %s; after the detach: on the screen %s, in the history %s\n' \
        "$1" "$([ "$other" = 1 ] && echo True || echo False)" "$(holds "${screen[@]}")" "$(holds "${history[@]}")"
    for name in default around; do "${tmux[@]}" -L "$name" kill-server; done
    sleep 0.5
}
{
    try tmux "${tmux[*]} -L default -f /dev/null new-session /bin/sh"
    try byobu "$work/root/usr/bin/byobu"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
tmux: drawn on the other screen: True; after the detach: on the screen False, in the history False
byobu: drawn on the other screen: False; after the detach: on the screen False, in the history True
SEEN
