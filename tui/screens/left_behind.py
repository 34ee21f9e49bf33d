"""Secrets of earlier runs that reached nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import work

from ..text import clean
from .key_verbs import KeyVerbsScreen

if TYPE_CHECKING:
    from ..delivery.pending import Left, Pending


class LeftBehindScreen(KeyVerbsScreen):
    """A list of keys that tells whose secret an earlier run left undelivered when it ended."""

    _left: tuple[Left, ...] = ()

    def on_mount(self) -> None:
        """Look for notes of earlier runs."""
        if self.pending is not None:
            self._look_back(self.pending)

    @work(group="pending")
    async def _look_back(self, pending: Pending) -> None:
        service = await self.session.service()
        self._left = tuple(await asyncio.to_thread(pending.left, service.base_url))
        if self.is_mounted:
            self.paint()

    @property
    def _undelivered(self) -> list[str]:
        listed = {key.name for key in self.listing.keys or ()}
        # A key that was never created, or is gone, has no secret to be sorry for.
        return sorted({clean(left.name, 60) for left in self._left if left.name in listed})

    @property
    def notes(self) -> str:
        """Name the keys whose secret is lost, and say what to do."""
        if not self._undelivered:
            return super().notes
        said = (
            f"The secret of {', '.join(self._undelivered)} may have reached nobody: the program "
            "ended before it was copied or saved. S gives it a new one, esc puts this aside."
        )
        return f"{super().notes} {said}".strip()

    def put_aside(self, name: str | None = None) -> None:
        """Drop the notes about a key whose new secret was delivered, or all of them."""
        dropped = [left for left in self._left if name in (None, left.name)]
        for left in dropped:
            if self.pending is not None:
                self.pending.forget(left.handle)
        if dropped:
            self._left = tuple(left for left in self._left if left not in dropped)
            self.paint()

    def action_back(self) -> None:
        """Drop the filter; without one, put the notes aside."""
        if self.filter:
            super().action_back()
        else:
            self.put_aside()
