"""A mock server made from the published contract alone, as generic mock servers are."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.pty.terminal import ROOT, TIMEOUT

CONTRACT: dict[str, Any] = json.loads(
    (ROOT / "tests" / "contract" / "openapi.json").read_text(encoding="utf-8")
)

_POLL_INTERVAL = 0.02
"""Seconds after which a mock notices that it shall end."""


class Mock(ThreadingHTTPServer):
    """Answers every operation of the contract with examples, and whatever else with 404."""

    def __init__(self, items: int, listed: list[dict[str, object]] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.listed = listed
        """Items to list instead of examples."""
        self.base_url = f"http://127.0.0.1:{self.server_port}"
        self.items = items
        """Number of items in every array."""
        self.answered: list[tuple[str, str, int]] = []
        """Method, path and status of every answer."""
        self._changed = threading.Condition()

    def note(self, method: str, path: str, status: int) -> None:
        """Keep what is about to be answered."""
        with self._changed:
            self.answered.append((method, path, status))
            self._changed.notify_all()

    def wait_for(self, method: str, path: str, status: int) -> None:
        """Wait until a request was answered so."""
        with self._changed:
            came = self._changed.wait_for(lambda: (method, path, status) in self.answered, TIMEOUT)
        assert came, f"no {method} {path} {status}, but {self.answered}"


@contextmanager
def generic_mock(items: int = 1, listed: list[dict[str, object]] | None = None) -> Iterator[Mock]:
    """Run a mock."""
    with Mock(items, listed) as mock:
        thread = threading.Thread(target=mock.serve_forever, args=[_POLL_INTERVAL])
        thread.start()
        try:
            yield mock
        finally:
            mock.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Mock

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        status, body = _answer_to(self.command.lower(), path, self.server.items)
        if status != 404 and not self.headers.get("Authorization", "").startswith("Bearer "):
            status, body = 401, {"code": 401, "message": "string"}
        elif self.command == "GET" and self.server.listed is not None:
            body = {"accessKeys": self.server.listed}
        content = b"" if body is None else json.dumps(body).encode()
        self.server.note(self.command, path, status)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


def _answer_to(method: str, path: str, items: int) -> tuple[int, Any]:
    for template, operations in CONTRACT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method in operations:
            responses = operations[method]["responses"]
            status = next(status for status in responses if status.startswith("2"))
            content = responses[status].get("content", {}).get("application/json")
            return int(status), content and _example(content["schema"], items)
    return 404, {"code": 404, "message": "string"}


def _example(schema: dict[str, Any], items: int) -> Any:  # noqa: ANN401 - any JSON value
    match schema:
        case {"$ref": reference}:
            target: Any = CONTRACT
            for step in reference.removeprefix("#/").split("/"):
                target = target[step]
            return _example(target, items)
        case {"type": "object", "properties": properties}:
            return {name: _example(part, items) for name, part in properties.items()}
        case {"type": "array", "items": part}:
            return [_example(part, items)] * items
        case {"type": "string", "format": "date-time"}:
            return "2019-08-24T14:15:22Z"
    return "string"
