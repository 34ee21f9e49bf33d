"""Transport through a SOCKS5 proxy, such as `ssh -D`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
from socksio import SOCKSError

from .proxy_errors import SILENT_SOCKS
from .timeouts import CONNECT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import httpcore

    Trace = Callable[[str, Mapping[str, Any]], Awaitable[None]]


class SocksTransport(httpx.AsyncHTTPTransport):
    """Attributes failures to the proxy while it connects, before anything is sent.

    httpcore sets no timeout for that, lets errors of socksio through, and leaves the connection
    open.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request.

        Raises:
            httpx.TransportError: it failed; a `ProxyError` if the proxy did.
        """
        handshake = _Handshake(request.extensions.get("trace"))
        request.extensions["trace"] = handshake.trace
        try:
            async with handshake.timeout:
                return await super().handle_async_request(request)
        except TimeoutError as error:
            raise httpx.ProxyError(SILENT_SOCKS, request=request) from error
        except httpx.ProxyError:
            raise
        except (httpx.TransportError, SOCKSError, AssertionError, OSError, OverflowError) as error:
            if handshake.stream is None:
                raise
            # The last is of a name or password of more than 255 bytes.
            reason = "it closed the connection or speaks no SOCKS5"
            raise httpx.ProxyError(reason, request=request) from error
        finally:
            if handshake.stream is not None:
                await handshake.stream.aclose()


class _Handshake:
    """The state of the handshake with the proxy, from the events of httpcore."""

    def __init__(self, outer: Trace | None) -> None:
        self._outer = outer
        self.stream: httpcore.AsyncNetworkStream | None = None
        """The connection to the proxy, from its beginning to the end of the handshake."""
        self.timeout = asyncio.timeout(None)

    async def trace(self, event: str, details: Mapping[str, Any]) -> None:
        if self._outer is not None:
            await self._outer(event, details)
        if event == "socks.connect_tcp.complete":
            self.stream = details["return_value"]
            self.timeout.reschedule(asyncio.get_running_loop().time() + CONNECT_TIMEOUT)
        elif event == "socks.setup_socks5_connection.complete":
            self.stream = None
            self.timeout.reschedule(None)
