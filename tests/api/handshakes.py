"""A server that fails in TLS handshakes, and sends the alert, which asyncio's servers keep back."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def failing_handshakes(context: ssl.SSLContext) -> AsyncIterator[int]:
    """Serve on a free port of this machine, and give that port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(asyncio.to_thread(_serve, listener, context))
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            await serving


def _serve(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection.dup() as raw, connection:
            try:
                context.wrap_socket(connection, server_side=True)
            except ssl.SSLError:
                # Data that nobody reads would reset the connection, and the alert might be lost.
                raw.shutdown(socket.SHUT_WR)
                while raw.recv(4096):
                    pass
