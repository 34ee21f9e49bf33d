"""What comes of asking for the first list, packed to go from one process to another."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..api.errors import ApiError

if TYPE_CHECKING:
    from ..api.access_key import KeyList
    from ..api.service import AccessKeyService
    from ..config.settings import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; all empty if it did not come to an end."""

    keys: KeyList | None = None
    """The user's own keys."""
    failure: ApiError | None = None
    """Why there are none."""
    pause: float = 0.0
    """In how many seconds they can be asked for, if the server is busy."""
    base_url: str = ""
    client_id: str | None = None
    signed_in_as: str | None = None
    """As the service would tell."""
    sign_in: bytes = field(default=b"", repr=False)
    """How it is signed in: packed, as to unpack it takes what the service takes."""

    def hand_over(self, service: AccessKeyService) -> None:
        """Have the program's own service go on with the same token."""
        if self.sign_in:
            service.go_on(pickle.loads(self.sign_in))  # noqa: S301 - written by ourselves

    async def before_asking_again(self, service: AccessKeyService) -> None:
        """Fail as it has, or wait for as long as the server wants.

        Raises:
            ApiError: there is no list.
        """
        if self.failure is not None:
            raise self.failure
        await service.pause(self.pause)


async def ask(settings: Settings) -> bytes:
    """List the user's own keys, and give what comes of that, packed."""
    from .connect import open_service

    keys, failure, pause = None, None, 0.0
    service = await open_service(settings, sleep=_let_the_program_wait)
    try:
        keys = await service.list_my_keys()
    except ApiError as error:
        failure = error
    except _Busy as busy:
        pause = busy.pause
    # Each process has a demo of its own: they are alike, but for who has signed in to them.
    sign_in = pickle.dumps(service.sign_in) if settings.demo_role is None else b""
    known = service.base_url, service.client_id, service.signed_in_as
    return pickle.dumps(Outcome(keys, failure, pause, *known, sign_in))


class _Busy(Exception):
    """The server asks to wait, which the program does, as it shows that."""

    def __init__(self, pause: float) -> None:
        super().__init__()
        self.pause = pause


async def _let_the_program_wait(seconds: float) -> None:
    raise _Busy(seconds)
