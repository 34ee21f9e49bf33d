#!/usr/bin/env bash
# terminado 0.18.1 (PyPI), the terminals of JupyterLab, Jupyter Notebook and JupyterHub. It keeps the last thousand reads of what
# programs wrote in the server's memory until the terminal is closed, and sends them as they are to each page that shows the
# terminal anew, such as after a reload. So a page that is opened when a program has erased its screen and ended still gets that
# screen, and each copy to the clipboard (OSC 52) once more.
#
# Output seen:
#   a page opened later gets: the erased screen True, the copy True
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q terminado==0.18.1 tornado==6.6.1 ptyprocess==0.7.0 2>/dev/null
cat >shows.py <<'PY'
"""Runs in the terminal: shows something, copies it, erases it, and stays until the terminal is closed."""

import os

os.write(1, b"\x1b[?1049h\x1b[5;5Hre" + b"vealed\x1b]52;c;aGVsbG8=\x07")
os.write(1, b"\x1b[2J\x1b[?1049l\x1b[H\x1b[2J\x1b[3J")
os.write(1, b"era" + b"sed")
os.read(0, 100)
PY
cat >pages.py <<'PY'
"""Serves the terminal as Jupyter does, and shows it on two pages, one after the other."""

import asyncio
import json
import sys

import terminado
import tornado.httpserver
import tornado.testing
import tornado.web
import tornado.websocket


async def until(page: tornado.websocket.WebSocketClientConnection, text: str) -> str:
    """Return what a page gets until a text is in it."""
    got = ""
    while text not in got:
        message = await asyncio.wait_for(page.read_message(), 30)
        assert message is not None, "closed"
        kind, *data = json.loads(message)
        if kind == "stdout":
            got += data[0]
    return got


async def main() -> None:
    terminals = terminado.NamedTermManager(shell_command=[sys.executable, "shows.py"], max_terminals=1)
    served = tornado.web.Application([(r"/(\w+)", terminado.TermSocket, {"term_manager": terminals})])
    socket, port = tornado.testing.bind_unused_port(address="127.0.0.1")
    tornado.httpserver.HTTPServer(served).add_sockets([socket])
    address = f"ws://127.0.0.1:{port}/1"
    first = await tornado.websocket.websocket_connect(address)
    await until(first, "erased")
    first.close()
    second = await tornado.websocket.websocket_connect(address)
    got = await until(second, "erased")
    parts = {"the erased screen": "revealed", "the copy": "\x1b]52;c;aGVsbG8="}
    print("a page opened later gets:", ", ".join(f"{name} {part in got}" for name, part in parts.items()))


asyncio.run(main())
PY
timeout 60 venv/bin/python pages.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
a page opened later gets: the erased screen True, the copy True
SEEN
