#!/usr/bin/env bash
# GNUstep's Terminal 0.9.9 (Debian 12: terminal.app 0.9.9-3+b2). It sets TERM=linux, and is not the console: what that ignores
# without a trace, this prints. The text of a copy (OSC 52), base64 and all, appears on the screen; of a query for its version or
# for a mode the last letter does, of an APC or DCS string the contents. It answers CSI c alone, by ?6c, and over SSH, where
# TERM_PROGRAM is not handed on, it can't be told from a console.
#
# Output seen:
#   TERM=linux TERM_PROGRAM=GNUstep_Terminal
#   replies to CSI c, CSI > c, CSI > q: b'\x1b[?6c', b'', b''
#   columns moved: OSC 52 12, OSC 11 2, CSI > q 1, CSI ? 2026 $ p 1, APC 4, DCS 9
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
# It finds its own files by where it was configured to be, so its package is installed, not unpacked.
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends terminal.app xvfb >/dev/null 2>&1
case $(dpkg-query -W -f '${Version}' terminal.app) in 0.9.9-3*) ;; *) echo "another version" >&2; exit 1 ;; esac
export DISPLAY=:94
Xvfb :94 -screen 0 800x600x24 >/dev/null 2>&1 & pids+=($!)
for _ in $(seq 100); do [ -S /tmp/.X11-unix/X94 ] && break; sleep 0.1; done
cat >ask.py <<'PY'
"""Runs in the terminal: asks it what it is, and writes what terminals ignore or obey without printing it."""

import os
import re
import select
import time
import tty

AT = rb"\x1b\[\d+;(\d+)R$"


def reply(query: bytes) -> bytes:
    """Return what comes before the position of the cursor, which is asked for as well."""
    os.write(1, query + b"\x1b[6n")
    got, latest = b"", time.monotonic() + 10
    while time.monotonic() < latest and not re.search(AT, got):
        if select.select([0], [], [], 0.1)[0]:
            got += os.read(0, 1000)
    return got


def moved(sequence: bytes) -> int:
    before, after = (int(re.search(AT, reply(part))[1]) for part in (b"\r", sequence))
    return after - before


tty.setraw(0)
replies = ", ".join(repr(re.sub(AT, b"", reply(query))) for query in (b"\x1b[c", b"\x1b[>c", b"\x1b[>q"))
SEQUENCES = {
    "OSC 52": b"\x1b]52;c;aGVsbG8=\x07",
    "OSC 11": b"\x1b]11;?\x07",
    "CSI > q": b"\x1b[>q",
    "CSI ? 2026 $ p": b"\x1b[?2026$p",
    "APC": b"\x1b_Gi=1\x1b\\",
    "DCS": b"\x1bPtmux;copy\x1b\\",
}
with open("said.part", "w") as file:
    print(f"TERM={os.environ['TERM']} TERM_PROGRAM={os.environ['TERM_PROGRAM']}", file=file)
    print(f"replies to CSI c, CSI > c, CSI > q: {replies}", file=file)
    print("columns moved:", ", ".join(f"{name} {moved(text)}" for name, text in SEQUENCES.items()), file=file)
os.rename("said.part", "said")
PY
printf '#!/bin/sh\ncd "%s" && exec python3 ask.py\n' "$work" >shell
chmod +x shell
env -u TERM_PROGRAM HOME="$work" SHELL="$work/shell" Terminal >/dev/null 2>&1 & pids+=($!)
for _ in $(seq 300); do [ -e said ] && break; sleep 0.1; done
tee seen <said
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
TERM=linux TERM_PROGRAM=GNUstep_Terminal
replies to CSI c, CSI > c, CSI > q: b'\x1b[?6c', b'', b''
columns moved: OSC 52 12, OSC 11 2, CSI > q 1, CSI ? 2026 $ p 1, APC 4, DCS 9
SEEN
