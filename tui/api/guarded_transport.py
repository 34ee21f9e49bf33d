"""What no answer may do, whoever sends it: enforced beneath the client, for every request."""

from __future__ import annotations

import logging
import secrets
from time import monotonic
from typing import TYPE_CHECKING, cast

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

KEPT_HEADERS = frozenset({b"content-type", b"date", b"retry-after"})
"""All that is read. Cookies above all are not, so they can't be sent back."""

REQUEST_ID = "x-request-id"
"""Under this, whoever runs the control plane finds a request of our log in theirs."""

_log = logging.getLogger("runai-keys")

_SENT = "tui.sent"
_LOCATION = "tui.location"
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class UnacceptableAnswer(httpx.TransportError):
    """An answer that is not read to its end; the text says what is wrong with it."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """Reads whole answers up to a limit, as plain bytes, and notes whether a request went out."""

    def __init__(self, inner: httpx.AsyncBaseTransport, body_limit: int) -> None:
        self._inner = inner
        self._body_limit = body_limit

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and log how that went; transport errors of httpx pass through."""
        begun, outcome = monotonic(), "was given up"
        request.headers[REQUEST_ID] = number = secrets.token_hex(8)
        try:
            answer = await self._exchange(request)
            outcome = str(answer.status_code)
        except httpx.TransportError as error:
            outcome = type(error).__name__
            raise
        finally:
            # Neither the query nor a header: there are people's addresses in them, and tokens.
            passed, path = 1000 * (monotonic() - begun), request.url.path
            _log.info("%s %s %s: %s after %d ms", number, request.method, path, outcome, passed)
        return answer

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        request.extensions[_SENT] = True
        try:
            answer = await self._inner.handle_async_request(request)
        except _NEVER_SENT:
            request.extensions[_SENT] = False
            raise
        try:
            body = await self._body(answer)
        finally:
            await answer.aclose()
        # A 401 is a definite refusal: what happens while the token is renewed can't undo it.
        request.extensions[_SENT] = answer.status_code != httpx.codes.UNAUTHORIZED
        return httpx.Response(
            answer.status_code,
            headers=[pair for pair in answer.headers.raw if pair[0].lower() in KEPT_HEADERS],
            content=body,
            # Not as a header: httpx would parse it, and fail, although it follows no redirects.
            extensions={_LOCATION: answer.headers.get("location", "")},
        )

    async def aclose(self) -> None:
        """Close the transport beneath."""
        await self._inner.aclose()

    async def _body(self, answer: httpx.Response) -> bytes:
        try:
            return await self._whole_body(answer)
        except httpx.TransportError:
            # An error is known by its status: an unreadable body costs no more than its message.
            if answer.is_error:
                return b""
            raise

    async def _whole_body(self, answer: httpx.Response) -> bytes:
        encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        body = bytearray()
        # httpx types streams for both worlds; an async transport gives async ones. Reading the
        # stream itself keeps httpx from decoding what may be a bomb.
        async for chunk in cast("AsyncIterable[bytes]", answer.stream):
            body += chunk
            if body and encoding not in {"", "identity"}:
                raise UnacceptableAnswer("a compressed body, though none was asked for")
            if len(body) > self._body_limit:
                raise UnacceptableAnswer(f"more than {self._body_limit >> 10} KiB")
        return bytes(body)


def was_sent(request: httpx.Request) -> bool:
    """Tell whether the server may have acted on the request."""
    return bool(request.extensions.get(_SENT, False))


def location(answer: httpx.Response) -> str:
    """Give the raw address that a redirect points at; empty if there is none."""
    return str(answer.extensions.get(_LOCATION, ""))
