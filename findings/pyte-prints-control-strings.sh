#!/usr/bin/env bash
# pyte 0.8.2 (PyPI), a terminal emulator in Python. It knows OSC strings, but neither DCS nor APC: what stands in these is
# printed, as no terminal does (tmux's passthrough, XTVERSION's reply, a kitty picture). SU and SD (scroll up, down) and
# REP (repeat), which most terminals know, do nothing. A copy that is wrapped for tmux is text on its screen.
#
# Output seen:
#   OSC 52          'X'
#   DCS tmux;       'tmux;copyX'
#   APC             'GcopyX'
#   REP             'AX'
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q pyte==0.8.2 2>/dev/null
venv/bin/python - <<'PY' | tee seen
import pyte

for name, sequence in (
    ("OSC 52", "\x1b]52;c;Y29weQ==\x1b\\"),
    ("DCS tmux;", "\x1bPtmux;copy\x1b\\"),
    ("APC", "\x1b_Gcopy\x1b\\"),
    ("REP", "A\x1b[3b"),
):
    screen = pyte.Screen(30, 2)
    pyte.Stream(screen).feed(f"{sequence}X")
    print(f"{name:<15} {screen.display[0].rstrip()!r}")
PY
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
OSC 52          'X'
DCS tmux;       'tmux;copyX'
APC             'GcopyX'
REP             'AX'
SEEN
