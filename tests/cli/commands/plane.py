"""A control plane that takes a change and never responds to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
        self, *arguments: str, home: Path
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """Start the program on it, and kill it if it is still running at the end."""
        process = await asyncio.create_subprocess_exec(
            *PROGRAM,
            *arguments,
            env=clean_environment(home)
            | {"RUNAI_BASE_URL": f"http://127.0.0.1:{self._port}", "RUNAI_TOKEN": "CANARY-token"},
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
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


async def ending(process: asyncio.subprocess.Process) -> tuple[int, str, str]:
    """Wait for a program's end, and give its exit status and what it wrote."""
    async with asyncio.timeout(TIMEOUT):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()
