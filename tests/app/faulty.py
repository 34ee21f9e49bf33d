"""A control plane whose answers can be replaced, held back or lost."""

from __future__ import annotations

import asyncio
from collections import Counter

import httpx

from tui.demo.server import Demo

Fault = httpx.Response | Exception

RESET = httpx.ReadError("connection reset")


class Faulty(httpx.AsyncBaseTransport):
    """Passes requests on to a demo, except where a rule says otherwise."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self._inner = httpx.ASGITransport(app=demo.app)
        self._faults: dict[tuple[str, str], Fault] = {}
        self._lost: dict[tuple[str, str], Fault] = {}
        self._gates: dict[tuple[str, str], asyncio.Event] = {}
        self.sent: Counter[str] = Counter()
        """Number of requests by method, without those for tokens."""
        self.asked: list[str] = []
        """Queries of the lists of everybody's keys, in order."""
        self.held = 0
        """Number of responses being held back."""
        self.closed = False

    def answer(self, method: str, path: str, fault: Fault) -> None:
        """Answer so instead of passing the request on; the path is compared from its end."""
        self._faults[method, path] = fault

    def lose(self, method: str, path: str, instead: Fault = RESET) -> None:
        """Carry the request out, and lose the answer; something else comes instead."""
        self._lost[method, path] = instead

    def hold(self, method: str, path: str) -> asyncio.Event:
        """Carry the request out, and keep the answer back until the event is set."""
        return self._gates.setdefault((method, path), asyncio.Event())

    def heal(self) -> None:
        """Pass everything on again."""
        self._faults.clear()
        self._lost.clear()
        self._gates.clear()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        if not request.url.path.endswith("/token"):
            self.sent[request.method] += 1
        if request.method == "GET" and "administration" in request.url.path:
            self.asked.append(request.url.query.decode())
        rule = self._rule(request)
        if (fault := self._faults.get(rule)) is None:
            response = await self._inner.handle_async_request(request)
        if rule in self._gates:
            await self._hold_back(self._gates[rule])
        if fault is None and (fault := self._lost.get(rule)) is None:
            return response
        return _made(fault)

    async def aclose(self) -> None:
        """Note that whoever sent requests is done."""
        self.closed = True

    async def _hold_back(self, gate: asyncio.Event) -> None:
        self.held += 1
        try:
            await gate.wait()
        finally:
            self.held -= 1

    def _rule(self, request: httpx.Request) -> tuple[str, str]:
        rules = [*self._faults, *self._lost, *self._gates]
        for method, path in rules:
            if request.method == method and request.url.path.endswith(path):
                return method, path
        return "", ""


def _made(fault: Fault) -> httpx.Response:
    if isinstance(fault, Exception):
        raise fault
    return httpx.Response(fault.status_code, headers=fault.headers, content=fault.content)
