#!/usr/bin/env bash
# mosh 1.4.0 (Debian 12: mosh 1.4.0-1+b1). Of the sequences that put a text on the clipboard, OSC 52, it passes on those
# that name the clipboard (`52;c;`), and drops those that name none (`52;;`), without a word. tmux writes the latter, by
# `load-buffer -w` as by its copy mode: so nothing that is copied in a tmux arrives through mosh, unless tmux was told
# to name the clipboard: set -as terminal-overrides ',xterm*:Ms=\E]52;c;%p2%s\7'
#
# Output seen:
#   named    arrived
#   unnamed  dropped
set -euo pipefail
for command in mosh-server mosh-client script; do
    command -v "$command" >/dev/null || { echo "needs $command" >&2; exit 2; }
done
work=$(mktemp -d)
export LC_ALL=C.UTF-8 TERM=xterm-256color
trap 'kill "$server" 2>/dev/null || true; kill -KILL "$client" 2>/dev/null || true; rm -rf "$work"' EXIT
server= client=

unnamed=$(printf 'names none' | base64) named=$(printf 'names it' | base64)
cat >"$work/copies" <<END
sleep 1; printf '\033]52;;$unnamed\a'; sleep 1; printf '\033]52;c;$named\a'; sleep 60
END
mosh-server new -i 127.0.0.1 -p 62000:62999 -- sh "$work/copies" >"$work/said" 2>&1 </dev/null
server=$(sed -n 's/.*pid = \([0-9]*\).*/\1/p' "$work/said")
read -r _ _ port MOSH_KEY < <(grep 'MOSH CONNECT' "$work/said" | tr -d '\r')
export MOSH_KEY
mkfifo "$work/keys"; exec 3<>"$work/keys"
script -qfc "stty rows 24 cols 80; exec mosh-client 127.0.0.1 $port" "$work/seen" >/dev/null 2>&1 <&3 & client=$!; disown

has() { grep -saqF "$1" "$work/seen" && echo arrived || echo dropped; }
for _ in $(seq 60); do [ "$(has "$named")" = arrived ] && break; sleep 0.1; done
printf 'named    %s\nunnamed  %s\n' "$(has "$named")" "$(has "$unnamed")"
[ "$(has "$named")|$(has "$unnamed")" = 'arrived|dropped' ] || { echo "behaves otherwise now" >&2; exit 1; }
