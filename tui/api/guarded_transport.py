"""Transport wrapper: caps the body, refuses compression, drops headers, logs each request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

import httpx

from .headers import KEPT_HEADERS, LOCATION, REQUEST_ID
from .progress import Progress, Stage
from .request_log import logged

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

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
    """A response that is not read to its end; the text says what is wrong with it."""

    @classmethod
    def compressed(cls) -> Self:
        """Return the error of a body in a coding that was not asked for."""
        return cls("a compressed body, though none was asked for")

    @classmethod
    def too_large(cls, limit: int) -> Self:
        """Return the error of a body of more bytes than the limit."""
        return cls(f"more than {limit >> 10} KiB")


class GuardedTransport(httpx.AsyncBaseTransport):
    """Reads whole responses up to a limit, as plain bytes, and notes whether a request went out."""

    def __init__(self, inner: httpx.AsyncBaseTransport, body_limit: int) -> None:
        self._inner = inner
        self._body_limit = body_limit

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and log its outcome; transport errors of httpx pass through."""
        with logged(request.method, request.url.path) as note:
            request.headers[REQUEST_ID] = note.number
            try:
                response = await self._exchange(request)
            except httpx.TransportError as error:
                note.outcome = type(error).__name__
                raise
            note.outcome = str(response.status_code)
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
        return kept(request, response.status_code, response.headers, body)

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
                raise UnacceptableResponse.compressed()
            if len(body) > self._body_limit:
                raise UnacceptableResponse.too_large(self._body_limit)
        return bytes(body)


def _is_kept(name: bytes) -> bool:
    return name.decode("latin-1").lower() in KEPT_HEADERS


def kept(
    request: httpx.Request, status: int, headers: httpx.Headers, body: bytes
) -> httpx.Response:
    """Make a response from its parts, and note whether the request may have taken effect."""
    # A definite refusal: what happens before the request is sent again can't undo it.
    request.extensions[_SENT] = status not in _NOT_CARRIED_OUT
    return httpx.Response(
        status,
        headers=[pair for pair in headers.raw if _is_kept(pair[0])],
        content=body,
        # Not as a header: httpx would parse it, and fail, although it follows no redirects.
        extensions={_LOCATION: headers.get(LOCATION, "")},
    )


def note_sent(request: httpx.Request) -> None:
    """Note that the server may have acted on a request."""
    request.extensions[_SENT] = True


def was_sent(request: httpx.Request) -> bool:
    """Check whether the server may have acted on the request."""
    is_begun = progress_of(request).stage in (Stage.NOT_REPORTED, Stage.SENDING)
    return is_begun and bool(request.extensions.get(_SENT, False))


def progress_of(request: httpx.Request) -> Progress:
    """Return the progress of the latest attempt to send the request."""
    progress: Progress = request.extensions.get(_PROGRESS) or Progress()
    return progress


def location(response: httpx.Response) -> str:
    """Return the raw address that a redirect points at; empty if there is none."""
    return str(response.extensions.get(_LOCATION, ""))
