"""A screen with a list that is loaded, and loaded again."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen

from ....api.errors import ApiError, SignInFailed, Unreachable
from ....listing.listing import Listing
from ....listing.server_query import ALL
from ....listing.usage import ago
from ...keymap import key_name
from ...messages import SignedInAgain, SignInNeeded
from ...terminal.textual_internals import draw_frugally, forget_drawn_lines

if TYPE_CHECKING:
    from ....api.access_key import KeyList
    from ....api.service import AccessKeyService
    from ....listing.coverage import AnyKeyList
    from ....listing.server_query import Query
    from ....session.session import Session

LONGEST_PAUSE = 600.0
"""Seconds between two tries while refreshing by itself fails, unless the user wants more."""


@dataclass(frozen=True, eq=False)
class Attempt:
    """One time that the list is asked for, unlike every other."""

    query: Query
    by_itself: bool = False
    """Whether nobody asked for it just now, so that it is not worth a word."""


class ListScreen(Screen[None]):
    """Keeps its last good list whatever the network does.

    Workers post what came of an attempt; handlers set an immutable state; watchers paint it. Only
    the latest attempt counts: an answer that was overtaken knows less than what is shown.

    If the settings say so, it is loaded again by itself, some time after the last attempt has
    ended; never beneath something else, and more and more rarely while that fails.
    """

    listing: var[Listing] = var(Listing(), init=False, always_update=True)
    loading_list: var[bool] = var(True, init=False)

    _is_styled = False
    _latest: Attempt | None = None
    _seen_changes = 0
    _failures = 0
    """How many attempts have failed, one after the other."""

    class Loaded(Message):
        """A list has come."""

        def __init__(self, found: AnyKeyList, attempt: Attempt) -> None:
            super().__init__()
            self.found = found
            self.attempt = attempt

    class LoadFailed(Message):
        """A list has not come."""

        def __init__(self, error: ApiError, attempt: Attempt) -> None:
            super().__init__()
            self.error = error
            self.attempt = attempt

    def __init__(self, session: Session, first: KeyList | None = None) -> None:
        super().__init__()
        draw_frugally(self)
        self.session = session
        self._first = first
        self._in_front = asyncio.Event()

    def update_node_styles(self, animate: bool = True) -> None:
        """Take other styles; as it is shown for the first time it has just got those of now."""
        if self._is_styled:
            super().update_node_styles(animate)
        self._is_styled = True

    async def find(self, query: Query) -> AnyKeyList:
        """Ask for the list."""
        return await self.fetch(await self.session.service(), query)

    async def fetch(self, service: AccessKeyService, query: Query) -> AnyKeyList:
        """Ask a service for the list."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Take the list that signing in has given, or ask for one."""
        first, self._first = self._first, None
        if first is None:
            self.reload()
        else:
            self.post_message(self.Loaded(first, self._begin(ALL)))

    def on_screen_resume(self) -> None:
        """Load the list again if another screen has changed something."""
        forget_drawn_lines()
        self._in_front.set()
        if self.is_mounted and self._seen_changes != self.session.changes:
            self.reload()

    def on_screen_suspend(self) -> None:
        """Load nothing by itself beneath another screen or a dialog."""
        self._in_front.clear()

    @property
    def wanted(self) -> Query:
        """What the user asked for last: what is on its way, or else what is shown."""
        if self.loading_list and self._latest is not None:
            return self._latest.query
        return self.listing.reload_query

    def reload(self, query: Query | None = None) -> None:
        """Load the list again, or another one, keeping what is shown until it comes."""
        self._load(self._begin(self.wanted if query is None else query))

    async def relist(self) -> AnyKeyList | None:
        """Load the list, tell the screen, and give it; None if it can't be had."""
        return await self._ask(self._begin(self.wanted))

    @property
    def is_asked_for(self) -> bool:
        """Whether somebody waits for the list that is on its way."""
        return self._latest is not None and not self._latest.by_itself

    @property
    def _freshness(self) -> str:
        seconds = math.ceil(self.session.pause_left)
        if self.loading_list and seconds > 1:
            return f"busy, again in {seconds} s; {key_name('keys.stop')} stops"
        if self.loading_list and self.is_asked_for:
            return "loading…"
        return f"updated {self._updated}" if self._updated else "not loaded"

    @property
    def _how_old(self) -> str:
        moment, now = self.listing.updated, self.session.now()
        if moment is None or now - moment < timedelta(minutes=1):
            return self._updated
        return f"{self._updated}, {ago(moment, now)}"

    @property
    def _updated(self) -> str:
        moment = self.listing.updated
        return f"{moment.astimezone():%H:%M:%S}" if moment is not None else ""

    def _begin(self, query: Query, *, by_itself: bool = False) -> Attempt:
        self._latest = Attempt(query, by_itself)
        self._seen_changes = self.session.changes
        self.loading_list = True
        return self._latest

    @work(group="refresh", exclusive=True)
    async def _load(self, attempt: Attempt) -> None:
        await self._ask(attempt)

    async def _ask(self, attempt: Attempt) -> AnyKeyList | None:
        try:
            found = await self.find(attempt.query)
        except ApiError as error:
            self.post_message(self.LoadFailed(error, attempt))
            return None
        self.post_message(self.Loaded(found, attempt))
        return found

    @on(Loaded)
    def _take(self, event: Loaded) -> None:
        event.stop()
        if event.attempt is self._latest:
            self.loading_list = False
            now, query = self.session.now(), event.attempt.query
            self.listing = self.listing.loaded(event.found, now, query)
            self._failures = 0
            self._plan_next(event.attempt)

    @on(LoadFailed)
    def _note_failure(self, event: LoadFailed) -> None:
        event.stop()
        if event.attempt is self._latest:
            self.loading_list = False
            self.listing = self.listing.failed(event.error, event.attempt.query)
            self._failures += 1
            if not isinstance(event.error, SignInFailed):
                self._plan_next(event.attempt)
            elif self.is_active and self.is_asked_for:
                # Nobody is asked out of the blue: what loads by itself waits for the next r.
                self.post_message(SignInNeeded(self, event.error))

    @on(SignedInAgain)
    def _ask_again(self, event: SignedInAgain) -> None:
        event.stop()
        self.reload(self.listing.attempted)

    def _plan_next(self, last: Attempt) -> None:
        if period := self.session.settings.refresh:
            pause = min(period * 2.0 ** min(self._failures, 16), max(period, LONGEST_PAUSE))
            self._load_later(pause, last)

    @work(group="auto-refresh", exclusive=True)
    async def _load_later(self, pause: float, last: Attempt) -> None:
        await self.session.sleep(pause)
        await self._in_front.wait()
        if last is self._latest:
            self._load(self._begin(self.listing.reload_query, by_itself=True))

    def note_change(self) -> None:
        """Count a change that this list shows already, and see what else there is."""
        self.session.changes += 1
        self._seen_changes += 1
        self.reload()

    def action_stop_waiting(self) -> None:
        """Leave the list as it is, although it was asked for."""
        if self.loading_list and self._latest is not None:
            self.workers.cancel_group(self, "refresh")
            stopped = Unreachable("You stopped waiting for the list.")
            self.post_message(self.LoadFailed(stopped, self._latest))

    def action_refresh(self) -> None:
        """Load the list again."""
        self.reload()
