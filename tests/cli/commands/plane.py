"""A control plane that takes a change and never responds to it."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Self

from tests.api.sockets import request_head, serving
from tests.cli.commands.support import PROGRAM
from tests.pty.terminal import ROOT, TIMEOUT, clean_environment


class SilentPlane:
    """Lists the keys that it was given, and hangs on every other request."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.changes = 0
        """The number of changes that were requested."""
        self._asked = asyncio.Event()
        self._port = 0

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Self]:
        """Serve it."""
        async with serving(self._handle) as self._port:
            yield self

    async def wait_asked(self) -> None:
        """Wait until a change arrives."""
        async with asyncio.timeout(TIMEOUT):
            await self._asked.wait()

    @asynccontextmanager
    async def started(
        self, *arguments: str, home: Path, outliving: Collection[signal.Signals] = ()
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """Start the program on it, and kill it if it is still running at the end.

        Args:
            arguments: Its arguments.
            home: Its home.
            outliving: Signals that whoever starts it has it ignore, as `nohup` does. All others end
                it, also where the tests themselves were started to outlive them.
        """
        process = await asyncio.create_subprocess_exec(
            *PROGRAM,
            *arguments,
            env=clean_environment(home)
            | {"RUNAI_BASE_URL": f"http://127.0.0.1:{self._port}", "RUNAI_TOKEN": "CANARY-token"},
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=partial(_set_signals, outliving),
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await request_head(reader):
            if not head.startswith(b"GET "):
                self.changes += 1
                self._asked.set()
                await reader.read()
                return
            keys = [{"id": name, "name": name, "clientId": f"client-{name}"} for name in self.names]
            body = json.dumps({"accessKeys": keys}).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
            )
            await writer.drain()


def _set_signals(ignored: Collection[signal.Signals]) -> None:
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)


async def ending(process: asyncio.subprocess.Process) -> tuple[int, str, str]:
    """Wait for a program's end, and give its exit status and what it wrote."""
    async with asyncio.timeout(TIMEOUT):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()
