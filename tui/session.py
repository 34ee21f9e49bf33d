"""The one connection that all screens share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api.models import KeyList
    from .api.service import AccessKeyService
    from .settings import Settings

Opener = Callable[[], "AccessKeyService"]


class Session:
    """Opens the service on first use, hands it out, and closes it once.

    The service's imports take longer than the first frame does, so they wait in a thread until a
    worker asks.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        opener: Opener | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.settings = settings
        self.now = now
        """The clock that ages are counted by."""
        self.counts: dict[str, str] = {}
        """How many keys each screen lists, by the screen's mode, for the tabs."""
        self.changes = 0
        """How many changes were made: each screen can tell whether its list is out of date."""
        self._opener = opener
        self._service: AccessKeyService | None = None
        self._opening = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether the service can be had without asking for credentials."""
        return self.settings.complete or self._opener is not None or self._service is not None

    @property
    def place(self) -> str:
        """The control plane's base URL, as far as it is known."""
        if self._service is not None:
            return self._service.base_url
        return self.settings.base_url or ""

    @property
    def who(self) -> str:
        """Who is signed in, as far as the token tells."""
        return (self._service and self._service.signed_in_as) or ""

    @property
    def client_id(self) -> str | None:
        """The client ID that this session signs in with, if it signs in with an access key."""
        return self._service.client_id if self._service else self.settings.client_id

    async def service(self) -> AccessKeyService:
        """Give the service, opened by whoever asks first."""
        async with self._opening:
            if self._service is None:
                self._service = await self._open()
        return self._service

    async def _open(self) -> AccessKeyService:
        if self._opener is not None:
            return self._opener()
        connection = await asyncio.to_thread(import_module, "tui.connection")
        service: AccessKeyService = connection.open_service(self.settings)
        return service

    async def adopt(self, service: AccessKeyService) -> KeyList:
        """Sign in with another service and use it from now on, if it can list keys.

        Raises:
            ApiError: it can't; the session stays as it was.
        """
        try:
            keys = await service.list_my_keys()
        except BaseException:
            await service.aclose()
            raise
        await self.aclose()
        self._service = service
        return keys

    async def aclose(self) -> None:
        """Close the connection, if there is one."""
        if self._service is not None:
            await self._service.aclose()
            self._service = None
