"""Transport wrapper: caps the body, refuses compression, drops headers, logs each request."""

from __future__ import annotations

import logging
import secrets
from time import monotonic
from typing import TYPE_CHECKING, cast

import httpx

from .progress import Progress, Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

KEPT_HEADERS = frozenset({b"content-type", b"date", b"retry-after", b"www-authenticate"})
"""The only headers that are read: without cookies, none can be sent back."""

REQUEST_ID = "x-request-id"
"""Header by which an administrator finds a request of our log in the server's."""

_log = logging.getLogger("runai-keys")

_SENT = "tui.sent"
_PROGRESS = "tui.progress"
_LOCATION = "tui.location"
_NOT_CARRIED_OUT = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.TOO_MANY_REQUESTS})
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class UnacceptableResponse(httpx.TransportError):
    """An response that is not read to its end; the text says what is wrong with it."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """Reads whole responses up to a limit, as plain bytes, and notes whether a request went out."""

    def __init__(self, inner: httpx.AsyncBaseTransport, body_limit: int) -> None:
        self._inner = inner
        self._body_limit = body_limit

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and log its outcome; transport errors of httpx pass through."""
        begun, outcome = monotonic(), "was given up"
        request.headers[REQUEST_ID] = number = secrets.token_hex(8)
        try:
            response = await self._exchange(request)
            outcome = str(response.status_code)
        except httpx.TransportError as error:
            outcome = type(error).__name__
            raise
        finally:
            # Neither the query nor a header: there are people's addresses in them, and tokens.
            passed, path = 1000 * (monotonic() - begun), request.url.path
            _log.info("%s %s %s: %s after %d ms", number, request.method, path, outcome, passed)
        return response

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        progress = Progress()
        request.extensions |= {_SENT: True, _PROGRESS: progress, "trace": progress.note}
        try:
            response = await self._inner.handle_async_request(request)
        except _NEVER_SENT:
            request.extensions[_SENT] = False
            raise
        try:
            body = await self._body(response)
        finally:
            await response.aclose()
        # A definite refusal: what happens before the request is sent again can't undo it.
        request.extensions[_SENT] = response.status_code not in _NOT_CARRIED_OUT
        return httpx.Response(
            response.status_code,
            headers=[pair for pair in response.headers.raw if pair[0].lower() in KEPT_HEADERS],
            content=body,
            # Not as a header: httpx would parse it, and fail, although it follows no redirects.
            extensions={_LOCATION: response.headers.get("location", "")},
        )

    async def aclose(self) -> None:
        """Close the transport beneath."""
        await self._inner.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        try:
            return await self._whole_body(response)
        except httpx.TransportError:
            # An error is known by its status: an unreadable body costs no more than its message.
            if response.is_error:
                return b""
            raise

    async def _whole_body(self, response: httpx.Response) -> bytes:
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        body = bytearray()
        # httpx types streams for both worlds; an async transport gives async ones. Reading the
        # stream itself keeps httpx from decoding what may be a bomb.
        async for chunk in cast("AsyncIterable[bytes]", response.stream):
            body += chunk
            if body and encoding not in {"", "identity"}:
                raise UnacceptableResponse("a compressed body, though none was asked for")
            if len(body) > self._body_limit:
                raise UnacceptableResponse(f"more than {self._body_limit >> 10} KiB")
        return bytes(body)


def was_sent(request: httpx.Request) -> bool:
    """Check whether the server may have acted on the request."""
    is_begun = progress_of(request).stage in (Stage.NOT_REPORTED, Stage.SENDING)
    return is_begun and bool(request.extensions.get(_SENT, False))


def progress_of(request: httpx.Request) -> Progress:
    """Return how far the request got when it was sent last."""
    progress: Progress = request.extensions.get(_PROGRESS) or Progress()
    return progress


def location(response: httpx.Response) -> str:
    """Return the raw address that a redirect points at; empty if there is none."""
    return str(response.extensions.get(_LOCATION, ""))
