#!/usr/bin/env bash
# marimo 0.25.2 (PyPI), a notebook whose editor has a terminal, as JupyterLab has. The server reads along with the keys: when a
# line that is typed is the word exit, whatever reads it (a Python prompt, which only says how to leave it; an ssh; a text field
# of a program), Enter does not get there. The terminal is closed, and what runs in it gets SIGHUP. And the server decodes each
# read of the terminal's output by itself, dropping what is incomplete: a character that stands across the end of a read, as
# box-drawing and every other one of several bytes may, is lost, and the rest of its line moves to the left. ASCII is not lost.
# Nothing in the environment tells this terminal: TERM is xterm-256color, and no variable is named after marimo.
#
# Output seen:
#   variables that name it: none; TERM=xterm-256color
#   40000 of "x": all arrive
#   40000 of "─": some are lost
#   the line "exit now" typed into a program: it read 'exit now'
#   the line "exit" typed into a program: it read nothing and got SIGHUP; 1000 Terminal session ended
set -euo pipefail
work=$(mktemp -d); server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q marimo==0.25.2 websockets==15.0.1 2>/dev/null
cat >inside.py <<'PY'
"""Runs in the terminal: writes a character many times, or reads a line until a signal comes."""

import os
import pathlib
import signal
import sys


def say(fate: str) -> None:
    pathlib.Path("fate.part").write_text(fate)
    pathlib.Path("fate.part").rename("fate")


def end(number: int, _: object) -> None:
    say(f"nothing and got {signal.Signals(number).name}")
    sys.exit()


match sys.argv[1:]:
    case ["write", character]:
        data = f"{character * 40_000}the end".encode()
        while data:
            data = data[os.write(1, data) :]
    case ["read"]:
        for each in signal.SIGHUP, signal.SIGTERM, signal.SIGINT:
            signal.signal(each, end)
        print("rea" + "dy", flush=True)
        say(repr(input()))
PY
cat >browser.py <<'PY'
"""Types into the terminal as a browser does, one message a key."""

import asyncio
import os
import pathlib
import re
import sys

import websockets


async def type_line(terminal: websockets.ClientConnection, line: str) -> None:
    for key in f"{line}\r":
        await terminal.send(key)


async def read_until(terminal: websockets.ClientConnection, pattern: str) -> str:
    text = ""
    async with asyncio.timeout(60):
        while not re.search(pattern, text):
            text += await terminal.recv()
    return text


def connect() -> websockets.connect:
    return websockets.connect(f"ws://127.0.0.1:{sys.argv[1]}/terminal/ws?rows=24&cols=100", max_size=None)


async def main() -> None:
    async with connect() as terminal:
        await type_line(terminal, "env >variables; echo do''ne")
        await read_until(terminal, "done")
        given = dict(line.split("=", 1) for line in pathlib.Path("variables").read_text().splitlines() if "=" in line)
        named = sorted(name for name in given if "marimo" in name.lower() and name not in os.environ) or ["none"]
        print(f"variables that name it: {', '.join(named)}; TERM={given['TERM']}")
        for character in "x─":
            await type_line(terminal, f"python3 inside.py write {character}")
            await read_until(terminal, r"write \S\r\n")
            got = (await read_until(terminal, "the end")).count(character)
            print(f'40000 of "{character}": {"all arrive" if got == 40_000 else "some are lost"}')
    fate = pathlib.Path("fate")
    for line in ("exit now", "exit"):
        async with connect() as terminal:
            await type_line(terminal, "python3 inside.py read")
            await read_until(terminal, "ready")
            await type_line(terminal, line)
            closed = ""
            while not fate.exists() or (line == "exit" and not closed):
                try:
                    async with asyncio.timeout(0.1):
                        await terminal.recv()
                except TimeoutError:
                    pass
                except websockets.ConnectionClosed as error:
                    closed = f"; {error.rcvd.code} {error.rcvd.reason}"
                    await asyncio.sleep(0.1)
        print(f'the line "{line}" typed into a program: it read {fate.read_text()}{closed}')
        fate.unlink()


asyncio.run(main())
PY
export HOME=$work SHELL=/bin/sh LANG=C.UTF-8 LC_ALL=C.UTF-8 PYTHONUTF8=1
port=$(python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
venv/bin/marimo -q edit --headless --no-token --skip-update-check --port "$port" >log 2>&1 </dev/null & server=$!
for _ in $(seq 300); do (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.2; done
timeout 120 venv/bin/python browser.py "$port" | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
variables that name it: none; TERM=xterm-256color
40000 of "x": all arrive
40000 of "─": some are lost
the line "exit now" typed into a program: it read 'exit now'
the line "exit" typed into a program: it read nothing and got SIGHUP; 1000 Terminal session ended
SEEN
