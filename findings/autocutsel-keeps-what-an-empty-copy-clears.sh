#!/usr/bin/env bash
# autocutsel 0.10.1 (Debian 12: autocutsel 0.10.1-1), which keeps the clipboard and the X cut buffer equal, as VNC
# sessions start it. A new text on the clipboard replaces the cut buffer; an empty text does not, nor does the end of
# the program that owned the clipboard: the cut buffer goes on holding what was copied before. One space replaces it.
# So "clear by copying nothing" leaves a secret where a middle click in an old X program still pastes it.
#
# Output seen:
#   copied   [first secret]
#   emptied  [first secret]
#   spaced   [ ]
#   owner gone [second secret]
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
for package in autocutsel=0.10.1-1 xvfb xclip; do
    apt-get download -q "$package" >/dev/null 2>&1
done
for file in *.deb; do dpkg -x "$file" root; done
export PATH="$work/root/usr/bin:$PATH" DISPLAY=:97
Xvfb :97 -screen 0 320x240x8 >/dev/null 2>&1 & pids+=($!)
until [ -S /tmp/.X11-unix/X97 ]; do sleep 0.1; done
autocutsel -selection CLIPBOARD -pause 50 & pids+=($!)

copy() { printf '%s' "$1" | xclip -i -selection clipboard; }
becomes() { # what the cut buffer holds, once it is the text awaited or has stayed as it is for two seconds
    local got
    for _ in $(seq 40); do got=$(cutsel cut); [ "$got" = "$1" ] && break; sleep 0.05; done
    printf '%s' "$got"
}
copy 'first secret';  copied=$(becomes 'first secret')
copy '';              emptied=$(becomes '')
copy ' ';             spaced=$(becomes ' ')
printf 'second secret' >text
xclip -i -quiet -selection clipboard text >/dev/null 2>&1 & owner=$!
becomes 'second secret' >/dev/null
kill "$owner"; wait "$owner" 2>/dev/null || true
gone=$(becomes '')
printf 'copied   [%s]\nemptied  [%s]\nspaced   [%s]\nowner gone [%s]\n' "$copied" "$emptied" "$spaced" "$gone"
[ "$copied|$emptied|$spaced|$gone" = 'first secret|first secret| |second secret' ] || { echo "behaves otherwise now" >&2; exit 1; }
