"""The demo control plane: an ASGI application and the data behind it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.applications import Starlette

from .answers import answer_crash, answer_unknown_path
from .names import SIGN_IN_KEY, SIGNED_IN_USER
from .record import make_secret
from .routes import AccessKeys, Role
from .seed import SEED, seeded_records
from .sign_in import SignIn
from .store import DemoStore
from .tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEMO_BASE_URL = "https://demo.example"
"""The address to show for a demo that is served in process."""


def real_clock() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


class Demo:
    """A control plane in memory, with the credentials to sign in to it.

    Args:
        role: What the signed-in user is; administration answers 403 to a "user".
        latency: Seconds by which each answer is late. What a request changes is changed at once.
        now: The clock, which may be frozen.
        since: When it began: for the same moment there are the same keys.
        crowd: Whether there are 500 keys of 60 owners, too many for one list.
        token_lifetime: Seconds for which a token is good.
        client_id, client_secret: The credentials to sign in with, instead of seeded ones.
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
        generator = Random(SEED)  # noqa: S311 - the same secrets each time are the point
        records = seeded_records(generator, since or now(), crowd=crowd)
        place = next(i for i, record in enumerate(records) if record.name == SIGN_IN_KEY)
        self.client_id = client_id or records[place].client_id
        self.client_secret = client_secret or records[place].client_secret
        records[place] = replace(
            records[place], client_id=self.client_id, client_secret=self.client_secret
        )
        self.username = SIGNED_IN_USER
        self.password = make_secret(generator)
        self.latency = latency
        self.requests: list[tuple[str, str, int]] = []
        """Method, path and status of every request answered, in order."""
        self.store = DemoStore(self.username, records, generator, now)
        tokens = Tokens(self.store, token_lifetime)
        self.app: ASGIApp = _Front(
            self,
            _application(
                SignIn(self.store, tokens, self.password), AccessKeys(self.store, tokens, role)
            ),
        )


def _application(sign_in: SignIn, access_keys: AccessKeys) -> Starlette:
    application = Starlette(
        routes=[*sign_in.routes(), *access_keys.routes()],
        exception_handlers={404: answer_unknown_path, Exception: answer_crash},
    )
    # A path with one slash too many is unknown; a redirect would turn a POST into a GET.
    application.router.redirect_slashes = False
    return application


class _Front:
    """Delays and records the answers of the application behind it."""

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
    """Decode the path, but not its encoded slashes: they belong to an id and can't split it."""
    raw_path = scope.get("raw_path")
    if raw_path is None:
        return str(scope["path"])
    return "%2F".join(unquote(part) for part in re.split("%2[Ff]", raw_path.decode("latin-1")))
