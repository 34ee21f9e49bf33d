"""The demo on a socket, served by a thread of the tests, which can be killed and started again."""

from __future__ import annotations

import asyncio
import json
import socket
import urllib.parse
import urllib.request
from email.utils import formatdate
from threading import Thread
from typing import Any, Self

import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from tests.api.sockets import accept_no_more
from tests.pty.terminal import TIMEOUT
from tui.demo.server import Demo

_HOST = "127.0.0.1"
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ServedDemo:
    """A demo on a port of the loopback address, the same one after each start."""

    def __init__(self) -> None:
        self._port = 0
        self._loop: asyncio.AbstractEventLoop
        self._end: asyncio.Event
        self._thread: Thread | None = None
        self.settings: dict[str, str] = {}
        """The environment variables to reach it by."""
        self.demo: Demo
        self.refuse_lists = 0
        """The status with which every list is refused; 0 for none."""
        self.busy = 0
        """Number of the next lists that are refused for the moment."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def host(self) -> str:
        """Host and port."""
        return f"{_HOST}:{self._port}"

    @property
    def secret(self) -> str:
        """The secret of the key to sign in with."""
        return self.settings["RUNAI_CLIENT_SECRET"]

    def start(self) -> None:
        """Listen, and know nothing of what was before."""
        self.demo = demo = Demo()
        listener = socket.create_server((_HOST, self._port))
        self._port = listener.getsockname()[1]
        self.settings = {
            "RUNAI_BASE_URL": f"http://{self.host}",
            "RUNAI_CLIENT_ID": demo.client_id,
            "RUNAI_CLIENT_SECRET": demo.client_secret,
        }
        self._loop, self._end = asyncio.new_event_loop(), asyncio.Event()
        self._thread = Thread(target=self._run, args=[listener])
        self._thread.start()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join()
            self._thread = None

    def token(self, client_id: str | None = None, secret: str | None = None) -> str:
        """Sign in by hand, with a pair or with the demo's own, and give the bearer token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id or self.settings["RUNAI_CLIENT_ID"],
            "client_secret": secret or self.secret,
        }
        return str(self._asked("/api/v2/token", urllib.parse.urlencode(form))["access_token"])

    def key_names(self) -> set[str]:
        """Return the names of the signed-in user's keys."""
        answer = self._asked("/api/v1/access-keys", token=self.token())
        return {key["name"] for key in answer["accessKeys"]}

    def opens(self, token: str) -> bool:
        """Return whether a bearer token is good here; an error if it is not."""
        return bool(self._asked("/api/v1/access-keys", token=token)["accessKeys"])

    def _asked(self, path: str, form: str | None = None, token: str = "") -> Any:  # noqa: ANN401
        request = urllib.request.Request(
            f"{self.settings['RUNAI_BASE_URL']}{path}",
            form.encode() if form is not None else None,
            {"Authorization": f"Bearer {token}"},
        )
        with _NO_PROXY.open(request, timeout=TIMEOUT) as answer:
            return json.load(answer)

    def _run(self, listener: socket.socket) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve(listener))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "GET" and self.busy:
            self.busy -= 1
            await Response(status_code=429, headers={"Retry-After": "2"})(scope, receive, send)
        elif scope["method"] == "GET" and self.refuse_lists:
            await Response(status_code=self.refuse_lists)(scope, receive, send)
        else:
            await self.demo.app(scope, receive, send)

    async def _serve(self, listener: socket.socket) -> None:
        # No server of uvicorn's: that one takes its time to end.
        config = uvicorn.Config(
            self._answer, interface="asgi3", log_config=None, lifespan="off", access_log=False
        )
        config.load()
        state = ServerState()
        state.default_headers = [(b"date", formatdate(usegmt=True).encode())]
        server = await self._loop.create_server(
            lambda: H11Protocol(config, state, {}), sock=listener
        )
        await self._end.wait()
        await accept_no_more(server)
        for connection in state.connections:
            connection.transport.abort()
