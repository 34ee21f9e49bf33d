"""A Kubernetes API server, as much of it as `kubectl` needs to apply a Secret and to get it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

_DISCOVERY: dict[str, dict[str, Any]] = {
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {
        "kind": "APIResourceList",
        "groupVersion": "v1",
        "resources": [
            {
                "name": "secrets",
                "singularName": "secret",
                "namespaced": True,
                "kind": "Secret",
                "verbs": ["create", "get", "patch"],
            }
        ],
    },
}

_NOT_FOUND = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound"}


class ApiServer(ThreadingHTTPServer):
    """Keeps the Secrets that are applied on the side of the server, by their paths."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secrets: dict[str, dict[str, Any]] = {}

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"

    def values(self, namespace: str) -> dict[str, str]:
        """Return what the only Secret of a namespace holds, in clear text."""
        (secret,) = (
            secret
            for path, secret in self.secrets.items()
            if path.startswith(f"/api/v1/namespaces/{namespace}/secrets/")
        )
        return {name: base64.b64decode(text).decode() for name, text in secret["data"].items()}


class _Handler(BaseHTTPRequestHandler):
    server: ApiServer

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        found = _DISCOVERY.get(path) or self.server.secrets.get(path)
        self._answer(200 if found else 404, found or _NOT_FOUND)

    def do_PATCH(self) -> None:
        applied = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        plain = applied.pop("stringData")
        applied["data"] = {
            name: base64.b64encode(value.encode()).decode() for name, value in plain.items()
        }
        self.server.secrets[self.path.partition("?")[0]] = applied
        self._answer(201, applied)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served() -> Iterator[ApiServer]:
    """Serve it on a port of the loopback address."""
    with ApiServer() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
