"""Retries of requests that change nothing, and of what was certainly not carried out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from random import SystemRandom
from typing import TYPE_CHECKING

import httpx

from .responses import retry_after
from .timeouts import CHANGE_ROOM, REFUSED_PAUSES, RETRY_PAUSES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .pauses import Pauses

BUSY = frozenset({429, 502, 503, 504})
"""Statuses of a server that may be able to respond a little later."""

_NOT_DONE = frozenset({429})
"""Statuses by which a server says that it has not even begun."""

_CUT = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError)
"""Errors that a retry may mend: not refused connections, unknown names or bad certificates, nor
timeouts, which have cost enough time already."""

_RANDOM = SystemRandom()


async def send_with_retries(
    send: Callable[[], Awaitable[httpx.Response]],
    scope: asyncio.Timeout,
    pauses: Pauses,
    *,
    is_read: bool,
) -> httpx.Response:
    """Send up to three times, and wait in between: as long as the server asks to, if it does.

    A read is sent again after a cut connection and to a busy server. Anything else only after a
    429, by which the server says that it did not carry it out; that holds back all other requests,
    and has three more tries.
    A wait beyond the end of `scope` returns the response at once.
    """
    room = 0.0 if is_read else CHANGE_ROOM
    for number, pause in enumerate((*RETRY_PAUSES, *REFUSED_PAUSES)):
        is_early = number < len(RETRY_PAUSES)
        wait, delay = pause * _RANDOM.uniform(2 / 3, 4 / 3), pauses.delay
        with suppress(*(_CUT if is_read and is_early else ())):
            response = await send()
            status = response.status_code
            if status not in (BUSY if is_read and is_early else _NOT_DONE):
                return response
            wait = retry_after(response) or wait
            if wait + room > _seconds_left(scope):
                return response
            delay = pauses.hold if status in _NOT_DONE else delay
        await delay(wait)
    return await send()


def _seconds_left(scope: asyncio.Timeout) -> float:
    end = scope.when()
    return float("inf") if end is None else end - asyncio.get_running_loop().time()
