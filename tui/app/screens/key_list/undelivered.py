"""Secrets of earlier runs that reached nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import work

from ....text import clean
from ...keymap import key_name
from .bulk_delete import BulkScreen

if TYPE_CHECKING:
    from ....api.access_key import AccessKey
    from ....delivery.undelivered import UndeliveredNotes, UndeliveredSecret


class LeftBehindScreen(BulkScreen):
    """A list of keys that tells whose secret an earlier run left undelivered when it ended."""

    _left: tuple[UndeliveredSecret, ...] = ()
    _led_to: str | None = None
    """The id of the key that the cursor was put on, so that S is for that one."""

    def on_mount(self) -> None:
        """Look for notes of earlier runs."""
        if self.pending is not None:
            self._look_back(self.pending)

    @work(group="pending")
    async def _look_back(self, pending: UndeliveredNotes) -> None:
        # Not by way of the service, where it can be avoided: if it can't be had, the list says so,
        # and nobody has to be asked for a passphrase once more.
        base_url = self.session.base_url or (await self.session.service()).base_url
        real = self.session.disguise.real(base_url)
        self._left = tuple(await asyncio.to_thread(pending.left, real))
        if self.is_mounted:
            self.paint()

    @property
    def _undelivered(self) -> list[AccessKey]:
        # A key that was never created, or is gone, has no secret to be sorry for.
        names = {left.name for left in self._left}
        real_key = self.session.disguise.real_key
        listed = self.listing.keys or () if names else ()
        return sorted((key for key in listed if real_key(key).name in names), key=_name_of)

    @property
    def notes(self) -> str:
        """Name the keys whose secret is lost, and say what to do."""
        if not self._undelivered:
            return super().notes
        names = ", ".join(map(_name_of, self._undelivered))
        way_out = (
            "It needs a new one, which read-only withholds"
            if self.session.settings.readonly
            else f"{key_name('key.regenerate')} on it gives it a new one"
        )
        said = (
            f"The secret of {names} may have reached nobody: the program ended before it was "
            f"copied or saved. {way_out}, {key_name('keys.back')} puts this aside."
        )
        return f"{super().notes} {said}".strip()

    def paint(self) -> None:
        """Put the cursor on the first key that is named, so that its new secret is one key away."""
        super().paint()
        first = next((key.id for key in self._undelivered), None)
        if first != self._led_to:
            self._led_to = first
            if first is not None:
                self.table.move_to(first)

    def put_aside(self, name: str | None = None) -> None:
        """Drop the notes about a key whose new secret was delivered, or all of them."""
        dropped = [left for left in self._left if name in (None, left.name)]
        for left in dropped:
            if self.pending is not None:
                self.pending.forget(left.handle)
        if dropped:
            self._left = tuple(left for left in self._left if left not in dropped)
            self.paint()

    @property
    def can_go_back(self) -> bool:
        """Whether there is anything that esc would drop."""
        return super().can_go_back or bool(self._undelivered)

    def action_back(self) -> None:
        """Drop the filter; without one, put the notes aside."""
        if self.filter:
            super().action_back()
        else:
            self.put_aside()


def _name_of(key: AccessKey) -> str:
    return clean(key.name, 60)
