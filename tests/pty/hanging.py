"""A control plane that takes requests and never answers."""

from __future__ import annotations

import socket
from typing import Self

from tests.pty.terminal import TIMEOUT


class HangingServer:
    """Listens on a port of the loopback address."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(TIMEOUT)
        self._connections: list[socket.socket] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        for connection in self._connections:
            connection.close()

    @property
    def settings(self) -> dict[str, str]:
        """The environment variables to reach it by, without a sign-in before."""
        port = self._listening.getsockname()[1]
        return {"RUNAI_BASE_URL": f"http://127.0.0.1:{port}", "RUNAI_TOKEN": "some-token"}

    def wait_for_request(self) -> bytes:
        """Wait for a request, and give its beginning."""
        connection, _ = self._listening.accept()
        connection.settimeout(TIMEOUT)
        self._connections.append(connection)
        return connection.recv(65_536)

    def wait_for_end(self) -> bytes:
        """Return the bytes after the last request: none, if the client closes the connection."""
        return self._connections[-1].recv(65_536)
