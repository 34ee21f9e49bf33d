"""Rotations of the listed keys, checked after each list has been drawn."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ...api.access_key import KeyList
from ..keymap import key_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from ...api.access_key import AccessKey
    from ...listing.coverage import AnyKeyList
    from ...listing.rotation_state import RotationStatus
    from ...session.session import Session
    from ...workflows.rotation_journal import RotationJournal
    from .key_list import KeyListScreen

_NUMBERED = re.compile(r"-(?:[2-9]|[1-9][0-9]+)$")

_journals: WeakKeyDictionary[Session, RotationJournal] = WeakKeyDictionary()
"""The journal of each session: the demo's is in memory, and the same on both lists."""


class Rotations:
    """State of the rotations in a screen's list.

    Their modules are imported once the list is on the screen.
    """

    def __init__(self, screen: KeyListScreen) -> None:
        self._screen = screen
        self._session = screen.session
        self._by_key: Mapping[str, RotationStatus] = {}
        self._told: set[str] = set()

    @property
    def journal(self) -> RotationJournal:
        """The journal of the session."""
        from ...workflows.rotation_journal import rotation_journal

        if self._session not in _journals:
            _journals[self._session] = rotation_journal(self._session.settings)
        return _journals[self._session]

    @property
    def statuses(self) -> tuple[RotationStatus, ...]:
        """State of each rotation in progress."""
        return tuple({id(status): status for status in self._by_key.values()}.values())

    def resume(self) -> None:
        """Make the session show the rotations of this list again."""
        self._session.rotations = self._by_key

    def look_later(self) -> None:
        """Check the rotations in the background."""
        # Not a coroutine: cancelled before it starts, one would never be awaited.
        look: Callable[[], Awaitable[None]] = self.look
        self._screen.run_worker(look, group="rotations", exclusive=True)

    async def look(self) -> None:
        """Compare the journal with the list, record changes, and show the rotations."""
        listing = self._screen.listing
        if listing.keys is None:
            return
        statuses: tuple[RotationStatus, ...] = ()
        if self._may_have_any(listing.keys):
            statuses = await self._look_at(listing.keys, listing.skipped)
        elif not self._by_key:
            return
        if listing.keys is self._screen.listing.keys and self._screen.is_mounted:
            self._show(statuses)

    def _may_have_any(self, keys: tuple[AccessKey, ...]) -> bool:
        """Return whether there may be rotations, without importing the modules for them."""
        if self._session in _journals or any(_NUMBERED.search(key.name) for key in keys):
            return True
        from platformdirs import user_state_path

        with suppress(OSError, RuntimeError):
            return any((user_state_path("runai-keys") / "rotations").iterdir())
        return False

    async def status_in(self, found: AnyKeyList, key_id: str) -> RotationStatus | None:
        """Return the state of a key's rotation, judged by a fresh list."""
        self._show(await self._look_at(found.keys, found.skipped))
        return self._by_key.get(key_id)

    async def _look_at(
        self, keys: tuple[AccessKey, ...], skipped: int
    ) -> tuple[RotationStatus, ...]:
        # In threads: importing and reading files would delay key presses.
        watching = await asyncio.to_thread(import_module, "tui.workflows.watch_rotations")
        session, journal = self._session, self.journal
        statuses: tuple[RotationStatus, ...]
        if self._screen.can_query:
            statuses = await asyncio.to_thread(watching.see_rotations, session, journal, keys)
        else:
            found = KeyList(keys, skipped)
            statuses = await watching.watch_rotations(session, journal, found, session.quiet_for)
        return statuses

    def _show(self, statuses: tuple[RotationStatus, ...]) -> None:
        from ...listing.rotation_state import RotationState, rotations_by_key

        before, self._by_key = self._by_key, rotations_by_key(statuses)
        for status in statuses:
            if status.state is RotationState.ENDED:
                self._tell_end(status)
        if self._screen in self._screen.app.screen_stack:
            self._session.rotations = self._by_key
        if before or self._by_key:
            self._screen.paint()

    def _tell_end(self, status: RotationStatus) -> None:
        old = status.rotation.predecessor
        if old.id not in self._told:
            self._told.add(old.id)
            text = f"The rotation of {old.name} has ended. {status.text}"
            self._screen.notify(self._session.disguise.text(text), markup=False)

    @property
    def unfinished_text(self) -> str:
        """The rotations that an earlier run left unfinished, and the step to take."""
        unfinished = [status for status in self.statuses if status.can_be_resumed]
        if not unfinished:
            return ""
        names = ", ".join(status.rotation.predecessor.name for status in unfinished)
        step = (
            "Read-only mode keeps you from continuing it."
            if self._session.settings.readonly
            else f"{key_name('key.rotate')} on it continues it."
        )
        text = f"The rotation of {names} is unfinished: {unfinished[0].text} {step}"
        return self._session.disguise.text(text)
