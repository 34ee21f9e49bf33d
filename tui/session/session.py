"""The one connection that all screens share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from ..listing.filter import FilterContext
from ..listing.usage import UsageLimits
from ..screencast.choose import choose_disguise
from .delete_queue import DeleteQueue
from .prefetch import Prefetch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..api.access_key import AccessKey, KeyList
    from ..api.service import AccessKeyService
    from ..config.profiles import Profiles
    from ..config.settings import Settings
    from ..delivery.child_process import Lend
    from ..listing.export import Export
    from ..screencast.disguise import Disguise
    from .prefetch_result import Identity

Opener = Callable[[], "AccessKeyService"]


class Session:
    """Opens the service on first use, hands it out, and closes it once.

    The service's imports take longer than the first frame does, so they wait until that is drawn,
    and then go on in a thread.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        opener: Opener | None = None,
        profiles: Profiles | None = None,
        now: Callable[[], datetime] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        lend: Lend = nullcontext,
        disguise: Disguise | None = None,
        prefetch: Prefetch | None = None,
    ) -> None:
        self.settings = settings
        self.disguise = disguise or choose_disguise(screencast=settings.screencast)
        """What is shown in the place of what is real; the service speaks in that as well."""
        self.profiles = profiles
        """What else could be connected with; None for nothing, as in the demo."""
        self.now = now or settings.clock
        """The clock that ages are counted by."""
        self.sleep = sleep
        """Waits for so many seconds."""
        self.lend = lend
        """Leaves the terminal to a command that asks something in it."""
        self.counts: dict[str, str] = {}
        """How many keys each screen lists, by the screen's mode, for the tabs."""
        self.changes = 0
        """How many changes were made: each screen can tell whether its list is out of date."""
        self.sign_ins = 0
        """How often somebody has signed in on the form: what was refused before may pass now."""
        self.drawn = asyncio.Event()
        """Set once there is a first frame on the screen."""
        self.deletes = DeleteQueue(settings.delete_after)
        """Deletes that can still be taken back, or that are on their way, on whichever screen."""
        self.prefetch = prefetch or Prefetch()
        """The first list, if it was requested before this session was made."""
        self._opener = opener
        self._service: AccessKeyService | None = None
        self._opening = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether the service can be had without asking for credentials."""
        return self.settings.complete or self._opener is not None or self._service is not None

    @property
    def is_open(self) -> bool:
        """Whether there is a service."""
        return self._service is not None

    @property
    def limits(self) -> UsageLimits:
        """How long a key may go unused."""
        settings = self.settings
        return UsageLimits(
            timedelta(days=settings.idle_after), timedelta(days=settings.stale_after)
        )

    @property
    def filter_context(self) -> FilterContext:
        """What keys are judged from."""
        return FilterContext(self.now(), self.who, self.limits)

    def export(
        self,
        keys: Sequence[AccessKey],
        narrowed: str = "",
        outcomes: Mapping[str, str] | None = None,
    ) -> Export:
        """Give keys to be written down as the server has them, with where they come from.

        Args:
            keys: The keys.
            narrowed: What narrows the list, in words.
            outcomes: What became of each key, by its id, if something was done with them.
        """
        from ..listing.export import Export

        disguise = self.disguise
        return Export(
            [disguise.real_key(key) for key in keys],
            self.now(),
            disguise.real(self.place),
            disguise.real(self.who),
            narrowed,
            self.limits,
            outcomes or {},
        )

    @property
    def _signed_in(self) -> AccessKeyService | Identity | None:
        return self._service or self.prefetch.identity

    @property
    def place(self) -> str:
        """The control plane's base URL, as far as it is known."""
        if (known := self._signed_in) is not None:
            return known.base_url
        return self.disguise.base_url(self.settings.base_url or "")

    @property
    def who(self) -> str:
        """Who is signed in, as far as the token tells."""
        known = (each.signed_in_as for each in (self._service, self.prefetch.identity) if each)
        return next(filter(None, known), "")

    @property
    def identity(self) -> tuple[str, str]:
        """Where this session is signed in, and as whom, as far as that is known."""
        return self.place, self.who or self.client_id or ""

    @property
    def client_id(self) -> str | None:
        """The client ID that this session signs in with, if it signs in with an access key."""
        if (known := self._signed_in) is not None:
            return known.client_id
        client_id = self.settings.client_id
        return None if client_id is None else self.disguise.client_id(client_id)

    @property
    def pause_left(self) -> float:
        """How long the service still waits, for a server that is busy, before it asks again."""
        return self._service.pause_left if self._service else 0.0

    def beside(self, settings: Settings) -> Session:
        """Give a session with other settings, not connected yet, and leave this one as it is."""
        session = Session(
            settings,
            profiles=self.profiles,
            now=self.now,
            sleep=self.sleep,
            lend=self.lend,
            disguise=self.disguise,
        )
        session.drawn.set()
        return session

    async def first_list(self) -> KeyList:
        """Connect, and list the user's keys.

        Raises:
            ApiError: that can't be done; there is no connection left then.
        """
        try:
            return await (await self.service()).list_my_keys()
        except BaseException:
            await self.aclose()
            raise

    async def list_my_keys(self) -> KeyList:
        """List the user's own keys; the first list may have been prefetched.

        Raises:
            ApiError: there is no list.
        """
        keys = await self.prefetch.first_list()
        if keys is not None:
            return keys
        service = await self.service()
        await self.prefetch.before_request(service)
        return await service.list_my_keys()

    async def service(self) -> AccessKeyService:
        """Give the service, opened by whoever asks first."""
        async with self._opening:
            if self._service is None:
                with self.disguise.errors():
                    self._service = self._disguised(await self._open())
                # Taken out of the environment by now: nobody can sign in with them once more.
                self.settings = replace(self.settings, has_secret=False, has_token=False)
        return self._service

    def _disguised(self, service: AccessKeyService) -> AccessKeyService:
        if not self.disguise.hides:
            return service
        from ..screencast.service import disguised

        return disguised(service, self.disguise)

    async def _open(self) -> AccessKeyService:
        if self._opener is not None:
            return self._opener()
        await self.drawn.wait()
        connection = await asyncio.to_thread(import_module, "tui.session.connect")
        # Before it opens: whoever stops waiting must not lose what it takes out of the environment.
        await self.prefetch.finish()
        service: AccessKeyService = await connection.open_service(self.settings, self.lend)
        await self.prefetch.hand_over(service)
        return service

    async def adopt(self, service: AccessKeyService) -> KeyList:
        """Sign in with another service and use it from now on, if it can list keys.

        Raises:
            ApiError: it can't; the session stays as it was.
        """
        service = self._disguised(service)
        try:
            keys = await service.list_my_keys()
        except BaseException:
            await service.aclose()
            raise
        await self.aclose()
        self._service = service
        self.sign_ins += 1
        return keys

    async def aclose(self) -> None:
        """Close the connection, if there is one."""
        self.prefetch.close()
        if self._service is not None:
            await self._service.aclose()
            self._service = None
