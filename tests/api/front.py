"""Stands before a demo and misbehaves: in process, or on real connections."""

from __future__ import annotations

import asyncio

import httpx

from tests.api.faults import Fault
from tests.api.sockets import Handler, request_head
from tui.demo.server import DEMO_BASE_URL, Demo


class Front(httpx.AsyncBaseTransport):
    """Stands before a demo, and misbehaves as it is told."""

    def __init__(self, demo: Demo) -> None:
        self.inner = httpx.ASGITransport(app=demo.app)
        self.sent = 0
        self._fault: Fault | None = None
        self._left = 0.0
        """Number of requests that the fault still happens to."""
        self._carries_out = False

    def misbehave(self, fault: Fault, *, carry_out: bool) -> None:
        """From now on have this happen, after doing what the request asks or instead of it."""
        self.sent, self._carries_out = 0, carry_out
        self._fault, self._left = fault, fault.times or float("inf")

    @property
    def proxy(self) -> Handler | None:
        """The proxy that misbehaves at the moment, instead of passing requests on to here."""
        return self._fault.proxy if self._fault is not None and self._left >= 1 else None

    def heal(self) -> None:
        """Pass everything on again."""
        self._left = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request, or don't."""
        fault = await self.fault_of(request)
        if fault is None or fault.answer is None:
            return await self.inner.handle_async_request(request)
        if isinstance(fault.answer, Exception):
            raise fault.answer.with_traceback(None)
        response = fault.answer(request)
        return response if isinstance(response, httpx.Response) else await response

    async def fault_of(self, request: httpx.Request) -> Fault | None:
        """Return the fault of a request, after carrying it out if it is to be."""
        if request.url.path.endswith("/token"):
            return None
        self.sent += 1
        if self._left < 1:
            return None
        self._left -= 1
        if self._carries_out:
            await self.inner.handle_async_request(request)
        return self._fault


class SocketFront:
    """The same on real connections, each for one request."""

    def __init__(self, front: Front) -> None:
        self._front = front

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection."""
        head = await request_head(reader)
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        pairs = (line.partition(": ") for line in lines[1:] if line)
        headers = httpx.Headers([(name, text) for name, _, text in pairs])
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = httpx.Request(method, f"{DEMO_BASE_URL}{target}", headers=headers, content=body)
        fault = await self._front.fault_of(request)
        if fault is not None and fault.handler is not None:
            # Handlers read a request's head first; this one was read already.
            again = asyncio.StreamReader()
            again.feed_data(head)
            await fault.handler(again, writer)
            return
        response = await self._front.inner.handle_async_request(request)
        content = await response.aread()
        status = f"HTTP/1.1 {response.status_code} X\r\nConnection: close\r\n"
        writer.write(f"{status}Content-Length: {len(content)}\r\n\r\n".encode() + content)
        await writer.drain()
