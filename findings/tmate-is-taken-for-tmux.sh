#!/usr/bin/env bash
# tmate 2.4.0 (Debian 12: tmate 2.4.0-2), which shares a terminal with whoever has its link, beside tmux 3.3a
# (Debian 12). A program in it finds TMUX and TMUX_PANE set, TERM=screen-256color and nothing with "tmate" in its
# environment. But tmux can't talk to that server: it says "server version is too old for client", and still
# `display-message -p` ends with status 0, as if it had printed an empty answer; `show-buffer` ends with 1.
# tmate's own `load-buffer` knows no -w. So TMUX alone does not prove that tmux can be asked, the status of
# display-message does not either, and what looks like a private tmux may be watched by others.
#
# Output seen:
#   TMUX names tmate's socket, TERM=screen-256color, variables that name tmate: 0
#   display-message: status 0, stdout [], stderr [server version is too old for client]
#   show-buffer: status 1
#   tmate load-buffer -w: status 1
set -euo pipefail
work=$(mktemp -d)
cd "$work"
trap '"${tmate[@]}" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
for package in tmate=2.4.0-2 libssh-4 libmsgpackc2 tmux=3.3a-3; do
    apt-get download -q "$package" >/dev/null 2>&1
done
for file in *.deb; do dpkg -x "$file" root; done
export LD_LIBRARY_PATH="$work/root/usr/lib/$(uname -m)-linux-gnu" HOME="$work"
tmate=("$work/root/usr/bin/tmate" -S "$work/shared") tmux=$work/root/usr/bin/tmux
# No session is shared here: its server would be on this machine's discard port.
printf 'set -g tmate-server-host 127.0.0.1\nset -g tmate-server-port 9\n' >.tmate.conf
env -u TMUX "${tmate[@]}" new-session -d "env >'$work/inside.part'; mv '$work/inside.part' '$work/inside'; sleep 60"
for _ in $(seq 100); do [ -e inside ] && break; sleep 0.1; done
TMUX=$(sed -n 's/^TMUX=//p' inside); export TMUX
named=$(grep -v -e "^HOME=" -e "^TMUX=" -e "^PWD=" -e "^OLDPWD=" -e "^LD_LIBRARY_PATH=" -e "^_=" inside | grep -ci tmate || true)
term=$(sed -n 's/^TERM=//p' inside)
asked=0; said=$("$tmux" display-message -p '#{client_termname}' 2>complaint) || asked=$?
shown=0; "$tmux" show-buffer >/dev/null 2>&1 || shown=$?
loaded=0; printf x | "${tmate[@]}" load-buffer -w - >/dev/null 2>&1 || loaded=$?
echo "TMUX names tmate's socket, TERM=$term, variables that name tmate: $named"
echo "display-message: status $asked, stdout [$said], stderr [$(cat complaint)]"
echo "show-buffer: status $shown"
echo "tmate load-buffer -w: status $loaded"
case $TMUX in "$work/shared",*) ;; *) echo "behaves otherwise now" >&2; exit 1 ;; esac
[ "$term $named $asked [$said] $shown $loaded" = "screen-256color 0 0 [] 1 1" ] &&
    [ "$(cat complaint)" = "server version is too old for client" ] || { echo "behaves otherwise now" >&2; exit 1; }
