"""HTTP client of a session: timeouts, deadline, retries, limit of the body."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

from .base_url import host_of
from .error_translation import deadline_error, network_error
from .errors import Unreachable, UnusableCertificate
from .guarded_transport import GuardedTransport, progress_of, was_sent
from .headers import REQUEST_HEADERS
from .network_errors import TRANSPORT_FAILURES, refused_certificate
from .pauses import Pauses
from .proxy import proxy_name
from .replay import ReplayTransport
from .retry import send_with_retries
from .timeouts import CONNECT_TIMEOUT, DEADLINE_EXTENSION, POOL_TIMEOUT, READ_TIMEOUT, WRITE_TIMEOUT
from .tls import open_transport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .body import Body
    from .certificate import Certificate
    from .first_list import Unread
    from .operations import Operation
    from .pauses import Sleep

_TIMEOUTS = httpx.Timeout(
    connect=CONNECT_TIMEOUT, read=READ_TIMEOUT, write=WRITE_TIMEOUT, pool=POOL_TIMEOUT
)


class ApiClient:
    """An HTTP client for one control plane, which raises `ApiError` and nothing else.

    It opens with the first request, so that it belongs to the event loop that it is used in.
    """

    def __init__(
        self,
        base_url: str,
        *,
        transport: httpx.AsyncBaseTransport | None,
        ca_file: Path | None,
        trusted: Path | None,
        deadline: float,
        body_limit: int,
        sleep: Sleep,
        clock: Callable[[], float],
    ) -> None:
        self.host = host_of(base_url)
        self._base_url = base_url
        self._transport = transport
        self._ca_file = ca_file
        self._trusted = trusted
        self._deadline = deadline
        self._body_limit = body_limit
        self.pauses = Pauses(sleep, clock)
        self.replay: Unread | None = None
        """A response that another client did not read: the first request returns it."""
        self._client: httpx.AsyncClient | None = None
        self._is_closed = False
        self._stopped_at = ""
        """The proxy that the last cancelled request had not got beyond."""

    async def exchange(
        self,
        operation: Operation,
        target: str,
        *,
        body: Body | None = None,
        auth: httpx.Auth | None = None,
    ) -> httpx.Response:
        """Send a request and return the whole response, whatever its status.

        `target` is the path and query. What `auth` does counts towards the deadline, unless it
        suspends that; what it raises passes through. Only a GET is retried, and what a 429 refused.
        """
        request = self._request(operation.method, target, body)
        self._stopped_at = ""

        async def send() -> httpx.Response:
            await self.pauses.passed()
            return await self._open_client().send(request, auth=auth)

        try:
            async with asyncio.timeout(self._deadline) as scope:
                request.extensions[DEADLINE_EXTENSION] = scope
                is_read = operation.method == "GET"
                return await send_with_retries(send, scope, self.pauses, is_read=is_read)
        except asyncio.CancelledError:
            self._stopped_at = self._proxy_reached(request)
            raise
        except TRANSPORT_FAILURES as error:
            sent, proxy = was_sent(request), self._proxy_reached(request)
            if isinstance(error, TimeoutError):
                # The sign-in of this request may be what the deadline has stopped.
                proxy = proxy if sent or proxy else self._stopped_at
                raise deadline_error(
                    self._deadline, operation, self.host, sent=sent, proxy=proxy
                ) from error
            presented = None if proxy else await self._look_at_refused(error)
            raise network_error(
                error, operation, self.host, sent=sent, presented=presented, proxy=proxy
            ) from error

    def _proxy_reached(self, request: httpx.Request) -> str:
        """Return the name of the proxy, if the request reached nothing beyond it."""
        if self._transport is not None or not progress_of(request).is_at_proxy:
            return ""
        return proxy_name(self._base_url)

    async def _look_at_refused(self, error: Exception) -> Certificate | None:
        """Fetch the certificate that was refused, to say whose it is.

        Raises:
            UnusableCertificate: that is the reason, and nothing was sent.
        """
        if self._transport is not None or refused_certificate(error) is None:
            return None
        # Loads much that nothing else needs.
        from .certificate import fetch_certificate

        try:
            presented = await fetch_certificate(self._base_url, self._ca_file)
            return presented.checked_against(self._ca_file)
        except UnusableCertificate:
            raise
        except Unreachable:
            return None

    async def aclose(self) -> None:
        """Close the connections; later requests raise `Unreachable`."""
        self._is_closed = True
        if self._client is not None:
            await self._client.aclose()

    def _open_client(self) -> httpx.AsyncClient:
        if self._is_closed:
            raise Unreachable(f"The session with {self.host} has ended.", "Sign in again.")
        if self._client is None:
            transport = self._transport or open_transport(
                self._base_url, self._ca_file, self._trusted
            )
            self._client = httpx.AsyncClient(
                transport=self._replaying(GuardedTransport(transport, self._body_limit)),
                headers=REQUEST_HEADERS,
                timeout=_TIMEOUTS,
                trust_env=False,
                follow_redirects=False,
            )
        return self._client

    def _replaying(self, transport: GuardedTransport) -> httpx.AsyncBaseTransport:
        unread, self.replay = self.replay, None
        return transport if unread is None else ReplayTransport(transport, unread, self._body_limit)

    def _request(self, method: str, target: str, body: Body | None) -> httpx.Request:
        return self._open_client().build_request(
            method,
            f"{self._base_url}{target}",
            content=body.content if body else None,
            headers={"Content-Type": body.media_type} if body else None,
        )
