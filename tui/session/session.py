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
    """Opens the service on first use and closes it; keeps what belongs to one sign-in.

    The service's imports take longer than the first frame does, so they wait for the first thing
    that needs the service, and then run in a thread.
    """

    rotations: Mapping[str, RotationStatus] = MappingProxyType({})
    """State of the rotation of each listed key that is in one, by its id."""
    changes = 0
    """Number of changes made, by which a screen sees that its list is outdated."""
    sign_ins = 0
    """Number of sign-ins on the form: a request that was refused before one may pass now."""
    has_own_keys = True
    """Whether the user can have keys, as far as signing in has found out."""
    lists_after_frame = False
    """Whether the first list waits for the first frame, which is kept without one."""
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
        """Shows stand-ins in a screencast; the service's responses hold them already."""
        self.profiles = profiles
        """The profiles to choose from; None in the demo."""
        self.now = now or settings.clock
        """The clock for ages."""
        self.sleep = sleep
        """Waits for a number of seconds."""
        self.lend = lend
        """Lends the terminal to a command that asks for something."""
        self.destinations = {} if destinations is None else destinations
        """The places last chosen for new secrets, by the profile; kept when that is switched."""
        self.counts: dict[str, Count] = {}
        """Number of keys on each screen, by the screen's mode, for the tabs; none that is old."""
        self.drawn = asyncio.Event()
        """Set once the first frame is on the screen."""
        self.used = asyncio.Event()
        """Set by the first input."""
        self.deletes = DeleteQueue(settings.delete_after)
        """Deletes that can still be taken back, or were sent, on any screen."""
        self.prefetch = prefetch or Prefetch()
        """The first list, if it was requested before this session was made."""
        self.is_about_to_ask = settings.needs_terminal
        """Whether a command will ask for something in the terminal as soon as it gets that."""
        self._opener = opener
        self._opening = asyncio.Lock()

    @property
    def can_connect(self) -> bool:
        """Whether the service can be opened without asking for credentials."""
        return self.settings.complete or self._opener is not None or self._service is not None

    @property
    def is_open(self) -> bool:
        """Whether there is a service."""
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
        """Time without a use after which a rotated key is ready to be deleted."""
        return timedelta(hours=self.settings.quiet_for)

    @property
    def filter_context(self) -> FilterContext:
        """The moment, user and limits that a filter judges keys by."""
        return FilterContext(self.now(), self.signed_in_as, self.limits, rotations=self.rotations)

    @property
    def _signed_in(self) -> AccessKeyService | Identity | None:
        return self._service or self.prefetch.identity

    @property
    def base_url(self) -> str:
        """The control plane's base URL, as far as it is known."""
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
        """Base URL and user of this session, as far as they are known."""
        return self.base_url, self.signed_in_as or self.client_id or ""

    @property
    def client_id(self) -> str | None:
        """The client ID that this session signs in with, if it signs in with an access key."""
        if (known := self._signed_in) is not None:
            return known.client_id
        client_id = self.settings.client_id
        return None if client_id is None else self.disguise.client_id(client_id)

    def signs_in_with(self, client_id: str) -> bool:
        """Return whether it is the real client ID that this session signs in with."""
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
        """Make a session with other settings that is not connected yet; this one stays open."""
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
            ApiError: it failed, and the session is closed.
        """
        try:
            return await self._list_own(await self.service())
        except BaseException:
            await self.aclose()
            raise

    async def list_my_keys(self) -> KeyList:
        """List the user's own keys; the first list may have been prefetched.

        Raises:
            ApiError: there is no list.
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
        """List the user's keys, after a login elsewhere that this session's token comes from.

        Raises:
            ApiError: there is no list.
        """
        keys = await self._list_own(await self.service())
        self.sign_ins += 1
        return keys

    async def _list_own(self, service: AccessKeyService) -> KeyList:
        """List the user's own keys; none for a user who can't have any, as the screen then says."""
        self.has_own_keys = True
        try:
            return await service.list_my_keys()
        except NoOwnKeys:
            self.has_own_keys = False
            return KeyList(())

    async def service(self) -> AccessKeyService:
        """Return the service, opened for the first caller."""
        async with self._opening:
            if self._service is None:
                try:
                    with self.disguise.errors():
                        self._service = self._disguised(await self._open())
                finally:
                    self.is_about_to_ask = False
                # Taken out of the environment by now: nothing can sign in with them again.
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
        # First: a caller who stops waiting must not lose what opening takes out of the environment.
        await self.prefetch.finish()
        service: AccessKeyService = await connection.open_service(
            self.settings, self.lend, self.prefetch.grant
        )
        self.prefetch.hand_over(service)
        return service

    def count_change(self, deleted: Set[str] = frozenset()) -> None:
        """Count a change that was made, or may have been, and forget the numbers that it alters.

        It may have altered any, unless all that it can have done is to delete keys of these ids.
        """
        self.changes += 1
        self.counts = {mode: each for mode, each in self.counts.items() if each.outlasts(deleted)}

    async def adopt(self, service: AccessKeyService) -> KeyList:
        """Replace the service with another one, if that can list keys.

        Raises:
            ApiError: it can't; the session keeps the service it had.
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
