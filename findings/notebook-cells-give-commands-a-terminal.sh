#!/usr/bin/env bash
# ipykernel 7.4.0 with IPython 9.18.1 (PyPI), below JupyterLab and other notebooks. A cell's `!command` runs in a pseudo-terminal:
# all three streams are terminals, of 80 columns and 24 lines, TERM is xterm-color and two variables ask for colours. But nobody
# is there: keys that the user types don't arrive, and no query is answered, not even CSI c. So a program that asks only where
# there is a terminal to ask at, or that draws on the whole of it, begins, waits until the cell is interrupted, and leaves its
# escape sequences in the notebook. `x = !command`, %%bash and %sx have no terminal, nor has subprocess in the same cell.
#
# Output seen:
#   !command: terminals 0 1 2, 80x24, TERM=xterm-color, CLICOLOR_FORCE=1, FORCE_COLOR=1
#   !command: reply to CSI c within 2 s: none
#   x = !command: terminals none
#   %sx command: terminals none
#   %%bash: terminals none
#   subprocess: terminals none
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q ipykernel==7.4.0 ipython==9.18.1 jupyter_client==8.10.0 2>/dev/null
cat >look.py <<'PY'
"""Tells which streams are terminals, and with an argument whether the terminal answers."""

import os
import select
import sys
import tty

terminals = [str(number) for number in range(3) if os.isatty(number)]
if sys.argv[1:]:
    tty.setraw(0)
    os.write(1, b"\x1b[c")
    reply = os.read(0, 100) if select.select([0], [], [], 2)[0] else "none"
    print(f"reply to CSI c within 2 s: {reply}")
elif terminals:
    size = os.get_terminal_size(1)
    given = ", ".join(f"{name}={os.environ.get(name)}" for name in ("TERM", "CLICOLOR_FORCE", "FORCE_COLOR"))
    print(f"terminals {' '.join(terminals)}, {size.columns}x{size.lines}, {given}")
else:
    print("terminals none")
PY
cat >drive.py <<'PY'
"""Runs cells, as a notebook does."""

import re

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="python3")


def run(code: str) -> str:
    """Return what a cell writes, without the query in it."""
    written = []

    def keep(message: dict) -> None:
        if message["msg_type"] == "stream":
            written.append(message["content"]["text"])

    client.execute_interactive(code, output_hook=keep, timeout=60, allow_stdin=False)
    return re.sub(r"\x1b\[c|\s+$", "", "".join(written))


for name, code in {
    "!command": "!python3 look.py",
    "!command ": "!python3 look.py asks",
    "x = !command": "x = !python3 look.py\nprint(*x)",
    "%sx command": "x = %sx python3 look.py\nprint(*x)",
    "%%bash": "%%bash\npython3 look.py",
    "subprocess": "import subprocess\nprint(subprocess.run(['python3', 'look.py'], capture_output=True, text=True).stdout)",
}.items():
    print(f"{name.strip()}: {run(code)}", flush=True)
client.stop_channels()
manager.shutdown_kernel(now=True)
PY
env -u NO_COLOR -u FORCE_COLOR -u CLICOLOR_FORCE HOME="$work" PATH="$work/venv/bin:$PATH" timeout 150 python3 drive.py 2>/dev/null | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
!command: terminals 0 1 2, 80x24, TERM=xterm-color, CLICOLOR_FORCE=1, FORCE_COLOR=1
!command: reply to CSI c within 2 s: none
x = !command: terminals none
%sx command: terminals none
%%bash: terminals none
subprocess: terminals none
SEEN
