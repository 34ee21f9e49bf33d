"""Retries of requests that change nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from random import SystemRandom
from typing import TYPE_CHECKING

import httpx

from .responses import retry_after
from .timeouts import RETRY_PAUSES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Sleep = Callable[[float], Awaitable[object]]

BUSY = frozenset({429, 502, 503, 504})
"""Statuses of a server that may be able to respond a little later."""

_CUT = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError)
"""Errors that a retry may mend: not refused connections, unknown names or bad certificates, nor
timeouts, which have cost enough time already."""

_DICE = SystemRandom()


async def send_with_retries(
    send: Callable[[], Awaitable[httpx.Response]], scope: asyncio.Timeout, sleep: Sleep
) -> httpx.Response:
    """Send up to three times, as long as the connection is cut or the server is busy.

    A wait that the server asks for is kept; one beyond the end of `scope` returns the response at
    once.
    """
    for pause in RETRY_PAUSES:
        wait = pause * _DICE.uniform(2 / 3, 4 / 3)
        with suppress(*_CUT):
            response = await send()
            if response.status_code not in BUSY:
                return response
            wait = retry_after(response) or wait
            if wait > _seconds_left(scope):
                return response
        await sleep(wait)
    return await send()


def _seconds_left(scope: asyncio.Timeout) -> float:
    end = scope.when()
    return float("inf") if end is None else end - asyncio.get_running_loop().time()
