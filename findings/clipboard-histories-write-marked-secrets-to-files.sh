#!/usr/bin/env bash
# parcellite 1.2.1 and qlipper 5.1.2 (Debian 12: parcellite 1.2.1-4, qlipper 1:5.1.2-1+b1), clipboard histories of X
# desktops. A password manager marks a copy by the target x-kde-passwordManagerHint, holding "secret", so that histories
# leave it out, as CopyQ, Klipper and GPaste do. These two never ask for that target: the copy goes into the history,
# which is a plain file that every user of the machine may read wherever the home folder lets them in, and is offered on
# the clipboard again once the program that had copied it has ended. Taking the copy off the clipboard, by a blank copied
# over it, leaves it in the file.
#
# Output seen:
#   parcellite: asked for the mark: False; in .local/share/parcellite/history, mode 0644, after a blank: True
#   qlipper: asked for the mark: False; in .config/Qlipper/qlipper.ini, mode 0644, after a blank: True
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    parcellite qlipper xvfb xkb-data | grep '^[a-z]' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^parcellite$/&=1.2.1-4/' -e 's/^qlipper$/&=1:5.1.2-1+b1/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
python3 -m venv venv && venv/bin/pip install -q python-xlib==0.33 2>/dev/null
cat >owner.py <<'PY'
"""Copies each text of the command line with the mark, the next when told so by a line on standard input."""

import os
import select
import sys

from Xlib import X, Xatom, display
from Xlib.protocol import event

screen = display.Display()
window = screen.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
clipboard, targets, utf8, mark = map(
    screen.intern_atom, ("CLIPBOARD", "TARGETS", "UTF8_STRING", "x-kde-passwordManagerHint")
)
texts = [text.encode() for text in sys.argv[1:]]
offered, asked = {}, set()


def copy(text: bytes) -> None:
    offered.update({utf8: (utf8, text), Xatom.STRING: (Xatom.STRING, text), mark: (mark, b"secret")})
    window.set_selection_owner(clipboard, X.CurrentTime)
    screen.flush()


def reply(request: event.SelectionRequest) -> None:
    asked.add(request.target)
    where = request.property or request.target
    if request.target == targets:
        request.requestor.change_property(where, Xatom.ATOM, 32, [targets, *offered])
    elif request.target in offered:
        kind, text = offered[request.target]
        request.requestor.change_property(where, kind, 8, text)
    else:
        where = X.NONE
    facts = {name: getattr(request, name) for name in ("time", "requestor", "selection", "target")}
    request.requestor.send_event(event.SelectionNotify(property=where, **facts))
    screen.flush()


copy(texts.pop(0))
while True:
    if screen.pending_events():
        if (happened := screen.next_event()).type == X.SelectionRequest:
            reply(happened)
        continue
    if 0 in select.select([0, screen], [], [])[0]:
        if not os.read(0, 100):
            break
        if texts:
            copy(texts.pop(0))
print(mark in asked)
PY
root=$work/root; libraries=$root/usr/lib/$(uname -m)-linux-gnu
export DISPLAY=:96 LD_LIBRARY_PATH=$libraries XDG_RUNTIME_DIR=$work/run NO_AT_BRIDGE=1
mkdir -m 700 run
"$root/usr/bin/Xvfb" :96 -screen 0 320x240x24 -xkbdir "$root/usr/share/X11/xkb" >/dev/null 2>&1 & pids+=($!)
for _ in $(seq 100); do [ -S /tmp/.X11-unix/X96 ] && break; sleep 0.1; done
becomes() { for _ in $(seq 100); do "$@" && return; sleep 0.1; done; return 1; }
try() { # NAME FILE OF THE HISTORY
    local HOME=$work/$1 asked manager owner
    mkdir "$HOME"
    env HOME="$HOME" QT_QPA_PLATFORM_PLUGIN_PATH="$libraries/qt5/plugins/platforms" "$root/usr/bin/$1" >/dev/null 2>&1 & manager=$!
    pids+=("$manager")
    mkfifo "$1.pipe"
    sleep 2  # neither says that it has started
    venv/bin/python owner.py 'marked secret' ' ' <"$1.pipe" >"$1.asked" & owner=$!
    exec 3>"$1.pipe"
    becomes grep -qs 'marked secret' "$HOME/$2" || true
    echo >&3
    sleep 2  # for the history to take the blank
    exec 3>&-
    wait "$owner"
    kill "$manager"; wait "$manager" 2>/dev/null || true
    printf '%s: asked for the mark: %s; in %s, mode 0%s, after a blank: %s\n' "$1" "$(cat "$1.asked")" "$2" \
        "$(stat -c %a "$HOME/$2")" "$(grep -qs 'marked secret' "$HOME/$2" && echo True || echo False)"
}
{
    try parcellite .local/share/parcellite/history
    try qlipper .config/Qlipper/qlipper.ini
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
parcellite: asked for the mark: False; in .local/share/parcellite/history, mode 0644, after a blank: True
qlipper: asked for the mark: False; in .config/Qlipper/qlipper.ini, mode 0644, after a blank: True
SEEN
