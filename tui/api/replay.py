"""Transport that first returns a response that another client received and did not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from .guarded_transport import UnacceptableResponse, kept, note_sent
from .plain_connection import Fault

if TYPE_CHECKING:
    from .first_list import Unread
    from .guarded_transport import GuardedTransport


class ReplayTransport(httpx.AsyncBaseTransport):
    """Answers one request as another client's was answered; everything else passes through.

    Args:
        inner: The transport for everything else.
        unread: The request, and what became of it.
        body_limit: The largest body that is read, in bytes.
    """

    def __init__(self, inner: GuardedTransport, unread: Unread, body_limit: int) -> None:
        self._inner = inner
        self._unread: Unread | None = unread
        self._body_limit = body_limit

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response or raise the fault once, or send the request."""
        unread = self._unread
        if unread is None or (request.method, request.url.path) != unread[:2]:
            return await self._inner.handle_async_request(request)
        self._unread, result = None, unread.result
        if isinstance(result, Fault):
            if result is not Fault.UNCONNECTED:
                note_sent(request)
            raise self._error(result)
        return kept(request, result.status, httpx.Headers(result.headers), result.body)

    async def aclose(self) -> None:
        """Close the transport beneath."""
        await self._inner.aclose()

    def _error(self, fault: Fault) -> Exception:
        match fault:
            case Fault.UNCONNECTED:
                return httpx.ConnectTimeout("")
            case Fault.LATE:
                return TimeoutError()
            case Fault.SILENT:
                return httpx.ReadTimeout("")
            case Fault.CUT:
                return httpx.ReadError("")
            case Fault.GARBLED:
                return httpx.RemoteProtocolError("")
            case Fault.COMPRESSED:
                return UnacceptableResponse.compressed()
            case Fault.TOO_LARGE:
                return UnacceptableResponse.too_large(self._body_limit)
