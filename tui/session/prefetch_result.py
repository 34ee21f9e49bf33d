"""The result of a prefetch, pickled to go from one process to another."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ..api.errors import ApiError

if TYPE_CHECKING:
    from ..api.access_key import KeyList
    from ..api.service import AccessKeyService
    from ..config.settings import Settings


class Identity(NamedTuple):
    """Control plane that a service is signed in to, and the user."""

    base_url: str
    client_id: str | None
    signed_in_as: str | None


@dataclass(slots=True)
class PrefetchResult:
    """All that a fetch found out; empty if it was killed. Whoever uses a part takes it out."""

    keys: KeyList | None = None
    """The user's own keys."""
    failure: ApiError | None = None
    """Why there are none."""
    pause: float = 0.0
    """Seconds until the next request, if the server is busy."""
    identity: Identity | None = None
    sign_in: bytes = field(default=b"", repr=False)
    """The state of the sign-in: pickled, since unpickling it imports all that the service needs."""

    def hand_over(self, service: AccessKeyService) -> None:
        """Pass the token to the program's own service."""
        if self.sign_in:
            service.continue_from(pickle.loads(self.sign_in))  # noqa: S301 - written by ourselves
            self.sign_in = b""


async def fetch(settings: Settings) -> bytes:
    """List the user's own keys and return the pickled result."""
    from .connect import open_service

    result = PrefetchResult()
    service = await open_service(settings, sleep=_raise_busy)
    try:
        result.keys = await service.list_my_keys()
    except ApiError as error:
        result.failure = error
    except _Busy as busy:
        result.pause = busy.pause
    # Each process has a demo of its own: they are alike, but for who has signed in to them.
    result.sign_in = pickle.dumps(service.sign_in) if settings.demo_role is None else b""
    result.identity = Identity(service.base_url, service.client_id, service.signed_in_as)
    return pickle.dumps(result)


class _Busy(Exception):
    """The server asks to wait; the program does that, where it is shown."""

    def __init__(self, pause: float) -> None:
        super().__init__()
        self.pause = pause


async def _raise_busy(seconds: float) -> None:
    raise _Busy(seconds)
