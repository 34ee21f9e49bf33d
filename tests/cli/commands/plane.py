"""A control plane that takes a change and never responds to it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Self

from tests.api.sockets import request_head, serving
from tests.pty.preloaded import Preloaded
from tests.pty.terminal import TIMEOUT, clean_environment

_LARGEST = 100_000
"""Bytes of an output."""


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
    ) -> AsyncIterator[Started]:
        """Start the program on it, and kill it if it is still running at the end.

        Args:
            outliving: Signals that whoever starts it has it ignore, as `nohup` does.
        """
        ignoring = "".join(f"signal.signal({number:d}, signal.SIG_IGN); " for number in outliving)
        program = f"import signal; {ignoring}from tui.cli.main import start; start()"
        settings = {
            "RUNAI_BASE_URL": f"http://127.0.0.1:{self._port}",
            "RUNAI_TOKEN": "CANARY-token",
        }
        command = [sys.executable, "-c", program, *arguments]
        with TemporaryFile() as nothing, TemporaryFile() as out, TemporaryFile() as err:
            streams = [stream.fileno() for stream in (nothing, out, err)]
            process = Started(streams, command, clean_environment(home) | settings)
            try:
                yield process
            finally:
                process.kill()
                process.wait()

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


class Started(Preloaded):
    """A program that writes to files."""

    async def ended(self) -> tuple[int, str, str]:
        """Wait for its end, and return its exit status and what it wrote."""
        status = await asyncio.to_thread(self.wait, TIMEOUT)
        out, err = (_text(stream) for stream in self.streams[1:])
        return status, out, err


def _text(stream: int) -> str:
    return os.pread(stream, _LARGEST, 0).decode()
