#!/usr/bin/env bash
# pyte 0.8.2 (PyPI), the terminal emulator that many projects test terminal programs with. It drops the private mark `>`
# of a CSI sequence and obeys the rest: CSI > 4 ; 2 m, which asks xterm for more key reports (Textual, Vim and others
# send it at their start), underlines all that is written afterwards. Colons between parameters end the sequence, and
# what is left of it is printed; the colour of an underline (58;5;1) sets bold. So a test that looks at attributes sees
# some that no terminal shows.
#
# Output seen:
#   CSI > 4 ; 2 m   'X' underlined
#   CSI 4 : 3 m     '3mX'
#   CSI 58;5;1 m    'X' bold
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q pyte==0.8.2 2>/dev/null
venv/bin/python - <<'PY' | tee seen
import pyte

for name, sequence in (
    ("CSI > 4 ; 2 m", "\x1b[>4;2m"),
    ("CSI 4 : 3 m", "\x1b[4:3m"),
    ("CSI 58;5;1 m", "\x1b[58;5;1m"),
):
    screen = pyte.Screen(20, 2)
    pyte.Stream(screen).feed(f"{sequence}X")
    text = screen.display[0].rstrip()
    cell = screen.buffer[0][len(text) - 1]
    looks = " underlined" * cell.underscore + " bold" * cell.bold
    print(f"{name:<15} {text!r}{looks}")
PY
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
CSI > 4 ; 2 m   'X' underlined
CSI 4 : 3 m     '3mX'
CSI 58;5;1 m    'X' bold
SEEN
