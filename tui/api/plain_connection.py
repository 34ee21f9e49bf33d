"""Connection without httpx, for the first list: the limits are those of the client.

h11 reads the responses, as it does for httpx, so that both accept and refuse the same. The
connection can be closed from another thread, and never opens again by itself.
"""

from __future__ import annotations

import select
import socket
import ssl
import time
from contextlib import suppress
from enum import Enum, auto
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import h11

from .base_url import DEFAULT_PORTS, host_of, is_loopback
from .environment_proxy import environment_proxy
from .headers import KEPT_HEADERS, LOCATION, REQUEST_HEADERS, REQUEST_ID
from .request_log import logged
from .timeouts import CONNECT_TIMEOUT, NEXT_ADDRESS, PLAIN_CONNECT_TIMEOUT, READ_TIMEOUT
from .trust import trusting_context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_ERRORS = range(400, 600)

_READ_HEADERS = {name.encode() for name in (*KEPT_HEADERS, LOCATION)}

_LARGEST_HEAD = 100 << 10
"""Bytes of headers that are read, as by httpx."""

_PIECE = 64 << 10
"""Bytes that are read at once."""


class NotPlain(Exception):
    """A case for the service, which sends the request itself."""


class Fault(Enum):
    """End of a request without a response; all but the first may have reached the server."""

    UNCONNECTED = auto()
    CUT = auto()
    GARBLED = auto()
    SILENT = auto()
    LATE = auto()
    TOO_LARGE = auto()
    COMPRESSED = auto()


class _Failed(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class PlainResponse:
    """A whole response, whatever its status; not in a repr, since it may carry a token.

    Args:
        headers: The few that are ever read, as they were sent.
    """

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def header(self, name: str) -> str:
        """Return a header's values, as httpx joins them; empty for none."""
        return _joined(self.headers, name)


class PlainConnection:
    """One connection, opened by its first request and kept for the next ones.

    Args:
        base_url: The control plane's address.
        ca_file: A CA's certificate.
        trusted: The server's own certificate.
        body_limit: The largest body that is read, in bytes.
    """

    def __init__(
        self, base_url: str, ca_file: Path | None, trusted: Path | None, body_limit: int
    ) -> None:
        parts = urlsplit(base_url)
        self._host, self._named = parts.hostname or "", host_of(base_url)
        self._port = parts.port or DEFAULT_PORTS[parts.scheme]
        self._body_limit = body_limit
        self._context: ssl.SSLContext | None = None
        if parts.scheme == "https":
            if not is_loopback(self._host) and environment_proxy(self._host, self._port):
                raise NotPlain
            self._context = trusting_context(self._named, ca_file, trusted)
            self._context.set_alpn_protocols(["http/1.1"])
        self._socket: socket.socket | None = None
        self._http: h11.Connection | None = None
        """Its protocol; None unless it is open."""
        self._is_closed = False
        self._has_others = False
        """Whether it tries one of several addresses, and the service would try all at once."""
        self.connecting_until: float | None = None
        """Time by the monotonic clock after which that takes too long; None once it is open."""

    @property
    def fault_if_late(self) -> Fault | None:
        """End of a request that takes too long; None if the service is to send it again."""
        if self.connecting_until is None:
            return Fault.LATE
        return None if self._has_others else Fault.UNCONNECTED

    def exchange(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes = b"",
    ) -> PlainResponse | Fault:
        """Send a request, and return the response or what became of it.

        Raises:
            NotPlain: it was not sent.
            OSError: the service has to send it again to say why.
        """
        with logged(method, path) as request:
            try:
                opened, http = self._opened()
            except TimeoutError:
                request.outcome = Fault.UNCONNECTED.name
                return Fault.UNCONNECTED
            all_headers = {"Host": self._named, **REQUEST_HEADERS, **headers}
            if body:
                all_headers["Content-Length"] = str(len(body))
            all_headers[REQUEST_ID] = request.number
            head = h11.Request(method=method, target=path, headers=[*all_headers.items()])
            # A server may respond before it has read everything.
            with suppress(ConnectionError):
                opened.sendall(_written(http, head, body))
            result = self._result(opened, http)
            request.outcome = result.name if isinstance(result, Fault) else str(result.status)
            return result

    def close(self) -> None:
        """End what is under way; callable from any thread."""
        self._is_closed = True
        if self._socket is not None:
            # Only its own thread may close it: the number could be another file's at once.
            with suppress(OSError):
                # That of a TLS socket first forgets its encryption, which may be about to be used.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def release(self) -> None:
        """Close the socket, in the thread that uses it."""
        self._http = None
        if self._socket is not None:
            self._socket.close()

    def _opened(self) -> tuple[socket.socket, h11.Connection]:
        if self._socket is not None and self._http is not None:
            if not _has_ended(self._socket):
                return self._socket, self._http
            self.release()
        opened = self._connect()
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LARGEST_HEAD)
        return opened, self._http

    def _result(self, opened: socket.socket, http: h11.Connection) -> PlainResponse | Fault:
        result: PlainResponse | Fault
        try:
            result = self._response(_events(opened, http))
        except _Failed as failed:
            result = failed.fault
        if http.our_state is http.their_state is h11.DONE:
            http.start_next_cycle()
        else:
            self.release()
        return result

    def _response(self, events: Iterator[h11.Event]) -> PlainResponse:
        head = next(event for event in events if isinstance(event, h11.Response))
        try:
            body = self._body(_joined(head.headers, "content-encoding"), events)
        except _Failed:
            # An error is known by its status: an unreadable body costs no more than its message.
            if head.status_code not in _ERRORS:
                raise
            body = b""
        kept = [(name, value) for name, value in head.headers if name in _READ_HEADERS]
        return PlainResponse(head.status_code, kept, body)

    def _body(self, encoding: str, events: Iterable[h11.Event]) -> bytes:
        is_plain = encoding.strip().lower() in {"", "identity"}
        body = bytearray()
        for event in events:
            if isinstance(event, h11.Data):
                body += event.data
            if body and not is_plain:
                raise _Failed(Fault.COMPRESSED)
            if len(body) > self._body_limit:
                raise _Failed(Fault.TOO_LARGE)
        return bytes(body)

    def _connect(self) -> socket.socket:
        begun = time.monotonic()
        end = self.connecting_until = begun + CONNECT_TIMEOUT
        # As bytes: of a text Python would make them by a codec that takes a while to load.
        host = self._host.encode("ascii")
        found = socket.getaddrinfo(host, self._port, type=socket.SOCK_STREAM)
        self._has_others = len(found) > 1
        if self._has_others:
            self.connecting_until = begun + PLAIN_CONNECT_TIMEOUT
        opened = self._open(found, self.connecting_until)
        self.connecting_until, self._has_others = end, False
        opened.settimeout(max(end - time.monotonic(), 0.001))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context is not None:
            opened = self._context.wrap_socket(opened, server_hostname=host)
        self._socket = opened
        opened.settimeout(READ_TIMEOUT)
        self._raise_if_closed()
        self.connecting_until = None
        return opened

    def _open(self, found: list[Any], end: float) -> socket.socket:
        """Connect to the first of the host's addresses that takes the connection soon.

        Raises:
            NotPlain: none does.
            TimeoutError: the only one does not in time.
        """
        for left, (family, kind, number, _, address) in zip(
            reversed(range(len(found))), found, strict=True
        ):
            self._socket = opened = socket.socket(family, kind, number)
            rest = max(end - time.monotonic(), 0.001)
            opened.settimeout(min(rest, NEXT_ADDRESS) if left else rest)
            self._raise_if_closed()
            try:
                opened.connect(address)
            except OSError as error:
                opened.close()
                if isinstance(error, TimeoutError) and not self._has_others:
                    raise
            else:
                return opened
        raise NotPlain

    def _raise_if_closed(self) -> None:
        if self._is_closed:
            raise NotPlain


def _has_ended(idle: socket.socket) -> bool:
    """Return whether something came without a request, which can only be the end."""
    poll = select.poll()
    poll.register(idle, select.POLLIN)
    return bool(poll.poll(0))


def _written(http: h11.Connection, head: h11.Request, body: bytes) -> bytes:
    events = (head, *([h11.Data(body)] if body else []), h11.EndOfMessage())
    return b"".join(http.send(event) or b"" for event in events)


def _events(opened: socket.socket, http: h11.Connection) -> Iterator[h11.Event]:
    """Yield the parts of a response as they come.

    Raises:
        OSError: the service tells the kinds apart, such as of TLS and what is this machine's fault.
    """
    while True:
        try:
            event = http.next_event()
            if event is h11.NEED_DATA:
                http.receive_data(opened.recv(_PIECE))
                continue
        except TimeoutError:
            raise _Failed(Fault.SILENT) from None
        except ConnectionError:
            raise _Failed(Fault.CUT) from None
        except h11.RemoteProtocolError:
            has_ended = http.trailing_data[1]
            raise _Failed(Fault.CUT if has_ended else Fault.GARBLED) from None
        if not isinstance(event, h11.Event) or isinstance(event, h11.EndOfMessage):
            return
        yield event


def _joined(headers: Iterable[tuple[bytes, bytes]], name: str) -> str:
    return ", ".join(value.decode("latin-1") for each, value in headers if each.decode() == name)
