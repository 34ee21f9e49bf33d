"""The session with a control plane that all screens share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..api.access_key import KeyList
from ..api.errors import NoOwnKeys
from ..listing.filter import FilterContext
from ..listing.usage import UsageLimits
from ..screencast import choose_disguise
from .delete_queue import DeleteQueue
from .prefetch import Prefetch

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from ..api.service import AccessKeyService
    from ..config.profiles import Profiles
    from ..config.settings import Settings
    from ..delivery.child_process import Lend
    from ..listing.listing import Count
    from ..listing.rotation_state import RotationStatus
    from ..screencast.disguise import Disguise
    from .prefetch import Identity

Opener = Callable[[], "AccessKeyService"]


class Session:
    """The service, opened on first use, and the state that belongs to one sign-in.

    A thread imports the service when it is first needed: that takes longer than the first frame.
    """

    rotations: Mapping[str, RotationStatus] = MappingProxyType({})
    """Rotation status of each listed key that is being rotated, by its id."""
    changes = 0
    """Number of changes made; a screen compares it to see that its list is outdated."""
    sign_ins = 0
    """Number of later sign-ins: a request that was refused before one may succeed after it."""
    has_own_keys = True
    """Whether the user can have keys; False once a sign-in has shown that they can't."""
    lists_after_frame = False
    """Whether the first list waits for the first frame, which is kept without rows."""
    _service: AccessKeyService | None = None

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
        destinations: dict[str, str] | None = None,
    ) -> None:
        self.settings = settings
        self.disguise = disguise or choose_disguise(screencast=settings.screencast)
        """Replaces names and ids in a screencast; those in responses are replaced already."""
        self.profiles = profiles
        """The profiles to choose from; None in the demo."""
        self.now = now or settings.clock
        """Clock by which ages are computed."""
        self.sleep = sleep
        """Waits for a number of seconds."""
        self.lend = lend
        """Lends the terminal to a command that prompts."""
        self.destinations = {} if destinations is None else destinations
        """Last chosen target for new secrets, by profile; shared by the sessions of the app."""
        self.counts: dict[str, Count] = {}
        """Number of keys on each tab, by the mode of its screen; dropped once outdated."""
        self.drawn = asyncio.Event()
        """Set once the first frame is on the screen."""
        self.used = asyncio.Event()
        """Set by the first input."""
        self.deletes = DeleteQueue(settings.delete_after)
        """Pending and sent deletes of all screens."""
        self.prefetch = prefetch or Prefetch()
        """The first list, if it was requested before this session was created."""
        self.is_about_to_ask = settings.needs_terminal
        """Whether a command will prompt as soon as the terminal is lent to it."""
        self._opener = opener
        self._opening = asyncio.Lock()

    @property
    def can_connect(self) -> bool:
        """Whether the service can be opened without asking for credentials."""
        return self.settings.complete or self._opener is not None or self._service is not None

    @property
    def is_open(self) -> bool:
        """Whether the service is open."""
        return self._service is not None

    @property
    def limits(self) -> UsageLimits:
        """Days without use after which a key is idle or stale."""
        settings = self.settings
        return UsageLimits(
            timedelta(days=settings.idle_after), timedelta(days=settings.stale_after)
        )

    @property
    def quiet_for(self) -> timedelta:
        """Time without use after which a rotated key is ready to be deleted."""
        return timedelta(hours=self.settings.quiet_for)

    @property
    def filter_context(self) -> FilterContext:
        """Time, user and limits that filter terms refer to."""
        return FilterContext(self.now(), self.signed_in_as, self.limits, rotations=self.rotations)

    @property
    def _signed_in(self) -> AccessKeyService | Identity | None:
        return self._service or self.prefetch.identity

    @property
    def base_url(self) -> str:
        """The control plane's base URL; empty if not known yet."""
        if (known := self._signed_in) is not None:
            return known.base_url
        return self.disguise.base_url(self.settings.base_url or "")

    @property
    def signed_in_as(self) -> str:
        """The user who is signed in; empty if the token does not name one."""
        known = (each.signed_in_as for each in (self._service, self.prefetch.identity) if each)
        return next(filter(None, known), "")

    @property
    def identity(self) -> tuple[str, str]:
        """Base URL and user of this session; each is empty if not known."""
        return self.base_url, self.signed_in_as or self.client_id or ""

    @property
    def client_id(self) -> str | None:
        """The client ID that this session signs in with, if it signs in with an access key."""
        if (known := self._signed_in) is not None:
            return known.client_id
        client_id = self.settings.client_id
        return None if client_id is None else self.disguise.client_id(client_id)

    def signs_in_with(self, client_id: str) -> bool:
        """Return whether this session signs in with a client ID, the real one in a screencast."""
        own = self.client_id
        return bool(own) and self.disguise.real(own or "") == client_id

    @property
    def pause_left(self) -> float:
        """Seconds until the service retries a read that a busy server delayed."""
        return self._service.pause_left if self._service else 0.0

    @property
    def clock_offset(self) -> timedelta | None:
        """Server's clock minus ours; None if that is not known."""
        return self._service.clock_offset if self._service else None

    @property
    def token_life(self) -> timedelta:
        """Lifetime of the token, if an access key signs in; zero if not known."""
        return self._service.token_life if self._service else timedelta()

    def with_settings(self, settings: Settings) -> Session:
        """Create a session with other settings, not connected yet; this one stays open."""
        session = Session(
            settings,
            profiles=self.profiles,
            now=self.now,
            sleep=self.sleep,
            lend=self.lend,
            disguise=self.disguise,
            destinations=self.destinations,
        )
        session.drawn.set()
        session.used.set()
        return session

    async def connect_and_list(self) -> KeyList:
        """Connect, and list the user's keys.

        Raises:
            ApiError: either failed; the session is closed.
        """
        try:
            return await self._list_own(await self.service())
        except BaseException:
            await self.aclose()
            raise

    async def list_my_keys(self) -> KeyList:
        """List the user's own keys; the first list may have been prefetched.

        Raises:
            ApiError: the list can't be loaded.
        """
        if self.lists_after_frame:
            try:
                await self.drawn.wait()
            except asyncio.CancelledError:
                self.prefetch.close()
                raise
        keys = await self.prefetch.first_list()
        return await (await self.service()).list_my_keys() if keys is None else keys

    async def list_after_login(self) -> KeyList:
        """List the user's keys with a fresh token, after a login with the vendor's CLI.

        Raises:
            ApiError: the list can't be loaded.
        """
        keys = await self._list_own(await self.service())
        self.sign_ins += 1
        return keys

    async def _list_own(self, service: AccessKeyService) -> KeyList:
        """List the user's own keys; a user who can't have any gets an empty list."""
        self.has_own_keys = True
        try:
            return await service.list_my_keys()
        except NoOwnKeys:
            self.has_own_keys = False
            return KeyList(())

    async def service(self) -> AccessKeyService:
        """Return the service, and open it first if necessary."""
        async with self._opening:
            if self._service is None:
                try:
                    with self.disguise.errors():
                        self._service = self._disguised(await self._open())
                finally:
                    self.is_about_to_ask = False
                # They are no longer in the environment, so no later sign-in can use them.
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
        # Before opening, which takes secrets out of the environment: cancelled after that, they
        # would be lost.
        await self.prefetch.finish()
        service: AccessKeyService = await connection.open_service(
            self.settings, self.lend, self.prefetch.grant
        )
        self.prefetch.hand_over(service)
        return service

    def count_change(self, deleted: Set[str] = frozenset()) -> None:
        """Count a change that was made, or may have been, and drop the counts that it outdates.

        Args:
            deleted: Ids of the keys that it deleted; empty if it may have changed anything.
        """
        self.changes += 1
        self.counts = {mode: each for mode, each in self.counts.items() if each.outlasts(deleted)}

    async def adopt(self, service: AccessKeyService) -> KeyList:
        """Replace the service with another one that can list keys.

        Raises:
            ApiError: it can't; the session keeps its previous service.
        """
        service = self._disguised(service)
        try:
            keys = await self._list_own(service)
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
