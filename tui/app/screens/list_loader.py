"""Loader of a key list: on request, after changes, and automatically if the settings say so."""

from __future__ import annotations

import asyncio
import math
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from ...api.errors import ApiError, SignInFailed, Unreachable
from ...listing.usage import ago
from ..keymap import key_name
from ..labels import LOADING
from ..messages import SignInNeeded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Set

    from ...listing.coverage import AnyKeyList
    from ...listing.server_query import Query
    from .key_list import KeyListScreen

LONGEST_PAUSE = 600.0
"""Maximum seconds between failing automatic refreshes, unless the interval itself is longer."""

SLOW_AFTER = 5.0
"""Seconds after which a first list is slow: the screen then offers to load it again."""

_STOPPED = "You stopped waiting for the list."


class Attempt:
    """One attempt to load the list, compared by identity.

    Args:
        query: The query to load.
        changes: The number of changes that its list will include.
        is_automatic: Whether it is an automatic refresh, which the title bar does not announce.
    """

    def __init__(self, query: Query, changes: int, *, is_automatic: bool) -> None:
        self.query = query
        self.changes = changes
        self.is_automatic = is_automatic


class Loaded(Message):
    """A list was loaded."""

    def __init__(self, found: AnyKeyList, attempt: Attempt) -> None:
        super().__init__()
        self.found = found
        self.attempt = attempt


class LoadFailed(Message):
    """An attempt to load the list has failed."""

    def __init__(self, error: ApiError, attempt: Attempt) -> None:
        super().__init__()
        self.error = error
        self.attempt = attempt


class ListLoader:
    """Loads a screen's list, and keeps the last good one when the network fails.

    Workers post the outcome of an attempt; the screen's handlers pass it on to `handle_loaded` and
    `handle_failure`, which replace the screen's listing. Only the latest attempt counts: an earlier
    one that ends later is outdated.

    Automatic refreshes begin a while after the last attempt has ended, not while the screen is
    covered, and with exponential backoff while they fail. A list loaded owner by owner takes many
    requests, so it is refreshed only at the user's request.
    """

    def __init__(self, screen: KeyListScreen) -> None:
        self._screen = screen
        self._session = screen.session
        self._latest: Attempt | None = None
        self._seen_changes = 0
        """Number of changes made before the latest attempt."""
        self._shown_changes = 0
        """Number of changes included in the shown list."""
        self._failures = 0
        """Number of consecutive failed attempts."""
        self._in_front = asyncio.Event()
        self.loading = True
        self.takes_long = False
        """Whether the first list has been waited for so long that r asks for it again."""

    @property
    def wanted(self) -> Query:
        """Latest query: of the current request, or else of the shown list."""
        if self.loading and self._latest is not None:
            return self._latest.query
        return self._screen.listing.reload_query

    @property
    def is_outdated(self) -> bool:
        """Whether keys were changed elsewhere since the list was loaded."""
        return self._seen_changes != self._session.changes

    @property
    def shows_all_changes(self) -> bool:
        """Whether the shown list includes every change made by this session."""
        return self._shown_changes == self._session.changes

    def reload(self, query: Query | None = None) -> None:
        """Load the list again, or that of a query; the shown list stays until it has come."""
        if query is None and self._screen.listing.query.by_owner and not self.loading:
            return
        self._load(self._begin(self.wanted if query is None else query))

    def refresh(self) -> None:
        """Load the wanted list again.

        The first one is as new when it comes, so that only one that takes long is asked for again.
        """
        listing = self._screen.listing
        is_first = self._latest is not None and listing.keys is None and listing.failure is None
        if self.takes_long or not is_first:
            self.reload(self.wanted)

    async def relist(self) -> AnyKeyList | None:
        """Load, show and return the list; None if that fails."""
        attempt = self._begin(self.wanted)
        try:
            return await self._fetch(attempt)
        except asyncio.CancelledError:
            self._screen.post_message(LoadFailed(Unreachable(_STOPPED), attempt))
            raise

    def show(self, found: AnyKeyList, query: Query) -> None:
        """Show a list that was loaded elsewhere."""
        self._screen.workers.cancel_group(self._screen, "refresh")
        self._screen.post_message(Loaded(found, self._begin(query)))

    def note_deletes(self, ids: Set[str]) -> None:
        """Count deletes that this list shows already, and see what else there is."""
        self._session.count_change(ids)
        self._seen_changes += 1
        self._shown_changes += 1
        self.reload()

    def stop_waiting(self) -> None:
        """Stop loading, and keep the shown list."""
        if self.loading and self._latest is not None:
            self._screen.workers.cancel_group(self._screen, "refresh")
            self._screen.post_message(LoadFailed(Unreachable(_STOPPED), self._latest))

    def resume(self) -> None:
        """Resume automatic refreshes, and catch up with changes."""
        self._in_front.set()
        self.catch_up()

    def catch_up(self) -> None:
        """Refresh the list, or mark it as outdated, if another screen has changed keys."""
        if self._in_front.is_set() and self._screen.is_mounted and self.is_outdated:
            self.reload()
            self._screen.painter.paint_notes()

    def suspend(self) -> None:
        """Suspend automatic refreshes while the screen is covered."""
        self._in_front.clear()

    def handle_loaded(self, event: Loaded) -> None:
        """Show a list, unless there is a later attempt."""
        if event.attempt is self._latest:
            screen, query = self._screen, event.attempt.query
            self._set_loading(loading=False)
            self._shown_changes = event.attempt.changes
            screen.listing = screen.listing.loaded(event.found, self._session.now(), query)
            self._failures = 0
            self._plan_next(event.attempt)

    def handle_failure(self, event: LoadFailed) -> None:
        """Show why the list was not loaded, unless there is a later attempt."""
        if event.attempt is not self._latest:
            return
        screen = self._screen
        self._set_loading(loading=False)
        screen.listing = screen.listing.failed(event.error, event.attempt.query)
        self._failures += 1
        if not isinstance(event.error, SignInFailed):
            self._plan_next(event.attempt)
        elif screen.is_active and not event.attempt.is_automatic:
            # Only a refresh by the user opens the sign-in form.
            screen.post_message(SignInNeeded(screen, event.error))

    def _begin(self, query: Query, *, is_automatic: bool = False) -> Attempt:
        self._seen_changes = self._session.changes
        self._latest = Attempt(query, self._seen_changes, is_automatic=is_automatic)
        self._set_loading(loading=True)
        if self.takes_long:
            self._set_takes_long(takes_long=False)
        if self._screen.listing.keys is None and not query.by_owner:
            self._watch(self._latest, SLOW_AFTER)
        return self._latest

    def _watch(self, attempt: Attempt, seconds: float) -> None:
        # Each of Textual's timers is a task.
        later = self._screen.call_later
        asyncio.get_running_loop().call_later(seconds, later, self._note_slow, attempt)

    def _note_slow(self, attempt: Attempt) -> None:
        if attempt is not self._latest or not self.loading:
            return
        if pause := self._session.pause_left:
            # A busy server has named a time, which is shown.
            self._watch(attempt, pause + SLOW_AFTER)
        else:
            self._set_takes_long(takes_long=True)

    def _set_takes_long(self, *, takes_long: bool) -> None:
        self.takes_long = takes_long
        self._screen.paint()

    def _set_loading(self, *, loading: bool) -> None:
        if self.loading != loading:
            self.loading = loading
            if self._screen.is_mounted:
                self._screen.painter.paint_bars()

    def _load(self, attempt: Attempt) -> None:
        # Not a coroutine: cancelled before it starts, one would never be awaited.
        fetch: Callable[[], Awaitable[AnyKeyList | None]] = partial(self._fetch, attempt)
        self._screen.run_worker(fetch, group="refresh", exclusive=True)

    async def _fetch(self, attempt: Attempt) -> AnyKeyList | None:
        try:
            found = await self._screen.fetch_list(attempt.query)
        except ApiError as error:
            self._screen.post_message(LoadFailed(error, attempt))
            return None
        self._screen.post_message(Loaded(found, attempt))
        return found

    def _plan_next(self, last: Attempt) -> None:
        period = self._session.settings.refresh
        if period and not last.query.by_owner:
            pause = min(period * 2.0 ** min(self._failures, 16), max(period, LONGEST_PAUSE))
            later = self._load_later(pause, last)
            self._screen.run_worker(later, group="auto-refresh", exclusive=True)

    async def _load_later(self, pause: float, last: Attempt) -> None:
        await self._session.sleep(pause)
        await self._in_front.wait()
        if last is self._latest:
            self._load(self._begin(self._screen.listing.reload_query, is_automatic=True))

    @property
    def freshness(self) -> str:
        """Time of the last update, or progress of the current one."""
        seconds = math.ceil(self._session.pause_left)
        if self.loading and seconds > 1:
            return f"busy, again in {seconds} s; {key_name('keys.stop')} stops"
        if self.loading and self._latest is not None and not self._latest.is_automatic:
            return LOADING
        return f"updated {self._updated}" if self._updated else "not loaded"

    @property
    def age(self) -> str:
        """Time of the last update, and how long ago that is."""
        moment, now = self._screen.listing.updated, self._session.now()
        if moment is None or now - moment < timedelta(minutes=1):
            return self._updated
        return f"{self._updated}, {ago(moment, now)}"

    @property
    def _updated(self) -> str:
        moment = self._screen.listing.updated
        return f"{moment.astimezone():%H:%M:%S}" if moment is not None else ""
