#!/usr/bin/env bash
# terminado 0.18.1 (PyPI), the terminals of JupyterLab, Jupyter Notebook and JupyterHub. It keeps the last thousand reads of what
# programs wrote, and sends them as they are to each page that shows the terminal anew: after a reload, in another browser, to
# whoever shares the server. So a page that is opened when a program has erased its screen and ended gets that screen, each
# copy to the clipboard (OSC 52) and each query. The page's terminal answers the query again, and the reply is typed into whatever
# reads there now, such as the shell. What is kept is in the server's memory until the terminal is closed.
#
# Output seen:
#   a page opened later gets: the erased screen True, the copy True, the query True
#   what it replies to the query is read by the next program: b'\x1b[?62;c'
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q terminado==0.18.1 tornado==6.6.1 ptyprocess==0.7.0 2>/dev/null
cat >shows.py <<'PY'
"""Runs in the terminal: asks it what it is, shows something, copies it, erases it, and makes room for the next program."""

import os
import select
import tty

tty.setraw(0)


def key(seconds: float) -> bytes:
    return os.read(0, 100) if select.select([0], [], [], seconds)[0] else b""


os.write(1, b"\x1b[c")
key(20)
os.write(1, b"\x1b[?1049h\x1b[5;5Hre" + b"vealed\x1b]52;c;aGVsbG8=\x07")
os.write(1, b"\x1b[2J\x1b[?1049l\x1b[H\x1b[2J\x1b[3J")
os.write(1, b"era" + b"sed")
with open("read.part", "wb") as file:
    file.write(key(20))
os.rename("read.part", "read")
PY
cat >pages.py <<'PY'
"""Serves the terminal as Jupyter does, and shows it on two pages, one after the other."""

import asyncio
import json
import pathlib
import sys

import terminado
import tornado.httpserver
import tornado.testing
import tornado.web
import tornado.websocket

REPLY = "\x1b[?62;c"


async def until(page: tornado.websocket.WebSocketClientConnection, text: str) -> str:
    """Return what a page gets until a text is in it; the first time, it answers a query."""
    got = ""
    while text not in got:
        message = await asyncio.wait_for(page.read_message(), 30)
        assert message is not None, "closed"
        kind, *data = json.loads(message)
        if kind == "stdout":
            got += data[0]
            if "\x1b[c" in data[0]:
                await page.write_message(json.dumps(["stdin", REPLY]))
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
    parts = {"the erased screen": "revealed", "the copy": "\x1b]52;c;aGVsbG8=", "the query": "\x1b[c"}
    print("a page opened later gets:", ", ".join(f"{name} {part in got}" for name, part in parts.items()))
    while not pathlib.Path("read").exists():
        await asyncio.sleep(0.1)
    print("what it replies to the query is read by the next program:", pathlib.Path("read").read_bytes())


asyncio.run(main())
PY
timeout 60 venv/bin/python pages.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
a page opened later gets: the erased screen True, the copy True, the query True
what it replies to the query is read by the next program: b'\x1b[?62;c'
SEEN
