"""Connection by the standard library, for the first list: the limits are those of the client.

It can be closed from another thread, and never opens again by itself.
"""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import suppress
from enum import Enum, auto
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    IncompleteRead,
)
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .base_url import DEFAULT_PORTS, host_of, is_loopback
from .environment_proxy import environment_proxy
from .headers import KEPT_HEADERS, REQUEST_HEADERS, REQUEST_ID
from .request_log import logged
from .timeouts import NEXT_ADDRESS, PLAIN_CONNECT_TIMEOUT, READ_TIMEOUT
from .trust import trusting_context

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SUCCESS_OR_ERROR = range(200, 600)
_ERRORS = range(400, 600)


class NotPlain(Exception):
    """A case for the service, which sends the request itself."""


class Fault(Enum):
    """The end of a request that may have reached the server, and has no response."""

    CUT = auto()
    GARBLED = auto()
    SILENT = auto()
    LATE = auto()
    TOO_LARGE = auto()
    COMPRESSED = auto()


class PlainResponse:
    """A whole response, whatever its status; not in a repr, since it may carry a token.

    Args:
        headers: The few that are ever read, by their names in lower case.
        location: The address of a redirect.
    """

    __slots__ = ("body", "headers", "location", "status")

    def __init__(self, status: int, headers: Mapping[str, str], location: str, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.location = location
        self.body = body


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
        self._host, self._is_tls = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or DEFAULT_PORTS[parts.scheme]
        self._body_limit = body_limit
        self._context: ssl.SSLContext | None = None
        if self._is_tls:
            if not is_loopback(self._host) and environment_proxy(self._host, self._port):
                raise NotPlain
            self._context = trusting_context(host_of(base_url), ca_file, trusted)
            self._context.set_alpn_protocols(["http/1.1"])
        self._http = HTTPConnection(self._host, self._port)
        # Only the port of its scheme is left out of the Host header.
        self._http.default_port = DEFAULT_PORTS[parts.scheme]
        self._http.auto_open = 0
        self._socket: socket.socket | None = None
        self._is_closed = False
        self.connecting_since: float | None = None
        """Time by the monotonic clock; None unless it is connecting."""

    def exchange(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> PlainResponse | Fault:
        """Send a request, and return the response or what became of it.

        Raises:
            NotPlain: it was not sent, or the response is one that the service has to ask for.
            OSError: the same.
        """
        with logged(method, path) as request:
            if self._http.sock is None:
                self._http.sock = self._connect()
            all_headers = {**REQUEST_HEADERS, **headers, REQUEST_ID: request.number}
            result = self._sent(method, path, all_headers, body)
            request.outcome = result.name if isinstance(result, Fault) else str(result.status)
            return result

    def close(self) -> None:
        """End what is under way; callable from any thread."""
        self._is_closed = True
        if self._socket is not None:
            # Only its own thread may close it: the number could be another file's at once.
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Close the socket, in the thread that uses it."""
        self._http.close()
        if self._socket is not None:
            self._socket.close()

    def _sent(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> PlainResponse | Fault:
        try:
            self._http.request(method, path, body, dict(headers))
            with self._http.getresponse() as response:
                return self._read(response)
        except TimeoutError:
            return Fault.SILENT
        except (ssl.SSLError, IncompleteRead):
            # The service tells apart the kinds of both, and of what is this machine's fault.
            raise
        except ConnectionError:
            return Fault.CUT
        except (HTTPException, ValueError):
            return Fault.GARBLED

    def _read(self, response: HTTPResponse) -> PlainResponse | Fault:
        if response.status not in _SUCCESS_OR_ERROR:
            raise NotPlain
        if (fault := _framing_fault(response)) is not None:
            return fault
        body = self._body(response)
        if isinstance(body, Fault):
            if response.status not in _ERRORS:
                return body
            # An error is known by its status: an unreadable body costs no more than its message.
            body = b""
        kept = {name: value for name in KEPT_HEADERS if (value := response.headers.get(name))}
        return PlainResponse(response.status, kept, response.headers.get("location", ""), body)

    def _body(self, response: HTTPResponse) -> bytes | Fault:
        body = response.read(self._body_limit + 1)
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if body and encoding not in {"", "identity"}:
            return Fault.COMPRESSED
        if len(body) > self._body_limit:
            return Fault.TOO_LARGE
        return Fault.CUT if response.length else body

    def _connect(self) -> socket.socket:
        self.connecting_since = time.monotonic()
        opened = self._open(self.connecting_since + PLAIN_CONNECT_TIMEOUT)
        if self._context is not None:
            opened = self._context.wrap_socket(opened, server_hostname=self._host.encode("ascii"))
        self._socket = opened
        opened.settimeout(READ_TIMEOUT)
        self._raise_if_closed()
        self.connecting_since = None
        return opened

    def _open(self, end: float) -> socket.socket:
        """Connect to the first of the host's addresses that takes the connection soon."""
        # As bytes: of a text Python would make them by a codec that takes a while to load.
        host = self._host.encode("ascii")
        found = socket.getaddrinfo(host, self._port, type=socket.SOCK_STREAM)
        for left, (family, kind, number, _, address) in zip(
            reversed(range(len(found))), found, strict=True
        ):
            self._socket = opened = socket.socket(family, kind, number)
            rest = max(end - time.monotonic(), 0.001)
            opened.settimeout(min(rest, NEXT_ADDRESS) if left else rest)
            self._raise_if_closed()
            try:
                opened.connect(address)
            except OSError:
                opened.close()
                continue
            opened.settimeout(max(end - time.monotonic(), 0.001))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return opened
        raise NotPlain

    def _raise_if_closed(self) -> None:
        if self._is_closed:
            raise NotPlain


def _framing_fault(response: HTTPResponse) -> Fault | None:
    """Refuse framing that http.client would accept, though the end of the body is ambiguous."""
    lengths = response.headers.get_all("content-length", [])
    codings = response.headers.get_all("transfer-encoding", [])
    is_plain = not response.headers.defects and len(lengths) + len(codings) <= 1
    lengths_are_plain = all(length.isascii() and length.isdigit() for length in lengths)
    codings_are_plain = all(coding.strip().lower() == "chunked" for coding in codings)
    return None if is_plain and lengths_are_plain and codings_are_plain else Fault.GARBLED
