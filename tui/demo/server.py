"""Demo control plane: an ASGI application and its data."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.applications import Starlette

from .access_keys import AccessKeys, Role
from .resource import respond_to_crash, respond_to_unknown_path
from .seeded_store import DEMO_BASE_URL, SeededStore
from .sign_in import SignIn
from .tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send


__all__ = ["DEMO_BASE_URL", "Demo", "real_clock"]


def real_clock() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)


class Demo:
    """A control plane in memory, with credentials to sign in.

    Args:
        role: Role of the signed-in user; administration is forbidden (403) to a "user".
        latency: Delay of each response in seconds. Changes are made at once.
        now: The clock, which can be frozen.
        since: Start of the demo; the same time generates the same keys.
        crowd: Whether to have 500 keys of 60 owners, too many for one list.
        token_lifetime: Seconds until a token expires.
        client_id, client_secret: Credentials to sign in with, instead of seeded ones.
    """

    def __init__(
        self,
        *,
        role: Role = "admin",
        latency: float = 0.0,
        now: Callable[[], datetime] = real_clock,
        since: datetime | None = None,
        crowd: bool = False,
        token_lifetime: int = 3600,
        client_id: str | None = None,
        client_secret: str | None = None,
    ) -> None:
        seeded = SeededStore(
            now, since, crowd=crowd, client_id=client_id, client_secret=client_secret
        )
        self.store = seeded.store
        self.client_id = seeded.sign_in_key.client_id
        self.client_secret = seeded.sign_in_key.client_secret
        self.username = self.store.username
        self.password = seeded.password
        self.latency = latency
        self.requests: list[tuple[str, str, int]] = []
        """Method, path and status of every request, in order."""
        tokens = Tokens(self.store, token_lifetime)
        self.app: ASGIApp = _Recorder(
            self,
            _application(
                SignIn(self.store, tokens, self.password), AccessKeys(self.store, tokens, role)
            ),
        )


def _application(sign_in: SignIn, access_keys: AccessKeys) -> Starlette:
    application = Starlette(
        routes=[*sign_in.routes(), *access_keys.routes()],
        exception_handlers={404: respond_to_unknown_path, Exception: respond_to_crash},
    )
    # A path with a trailing slash is unknown; a redirect would turn a POST into a GET.
    application.router.redirect_slashes = False
    return application


class _Recorder:
    """Wrapper that delays and records the responses of an application."""

    def __init__(self, demo: Demo, application: Starlette) -> None:
        self._demo = demo
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_later(message: Message) -> None:
            if message["type"] == "http.response.start":
                if self._demo.latency:
                    await asyncio.sleep(self._demo.latency)
                self._demo.requests.append((scope["method"], path, message["status"]))
            await send(message)

        if scope["type"] == "http":
            path = _path(scope)
            await self._application({**scope, "path": path}, receive, send_later)
        else:
            await self._application(scope, receive, send)


def _path(scope: Scope) -> str:
    """Decode the path except for encoded slashes, which are part of an id."""
    raw_path = scope.get("raw_path")
    if raw_path is None:
        return str(scope["path"])
    return "%2F".join(unquote(part) for part in re.split("%2[Ff]", raw_path.decode("latin-1")))
