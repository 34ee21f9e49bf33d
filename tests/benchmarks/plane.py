"""A control plane on a loopback port, with as many keys as a server lists at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

ROWS = 100


def listing(count: int) -> bytes:
    """Make the answer that lists so many keys, the first of them used last."""
    keys = [
        {
            "id": f"id-{number}",
            "name": f"key-{number:05}",
            "clientId": f"{number:016x}",
            "createdBy": f"user{number % 7}@example.com",
            "createdAt": f"2025-01-{number % 28 + 1:02}T03:04:05Z",
            "lastLogin": f"2026-{12 - number * 11 // count:02}-01T03:04:05Z",
        }
        for number in range(count)
    ]
    return json.dumps({"accessKeys": keys}, separators=(",", ":")).encode()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it, the second piece of an answer waits 40 ms for the other side's delayed
    # acknowledgement of the first.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b'{"access_token":"token","token_type":"Bearer","expires_in":3600}')

    def do_GET(self) -> None:
        self._answer(listing(ROWS))

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base's own
        pass


@contextmanager
def served() -> Iterator[dict[str, str]]:
    """Serve it, and give the environment that leads there."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield {
            "RUNAI_BASE_URL": f"http://127.0.0.1:{server.server_port}",
            "RUNAI_CLIENT_ID": "bench",
            "RUNAI_CLIENT_SECRET": "bench",
        }
        server.shutdown()
