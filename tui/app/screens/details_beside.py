"""Details pane beside the table of keys, where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.same_owner import SameOwnerKeys, same_owner_keys
from ..actions.details import facts_of

if TYPE_CHECKING:
    from textual.timer import Timer

    from ..widgets.details_pane import DetailsPane
    from .key_list import KeyListScreen

WIDE = 120
"""Columns from which on there is room for the pane."""

AT_REST = 0.1
"""Seconds that the cursor stays on a key before the pane follows it."""


class DetailsBeside:
    """Mounts the pane, and has it follow the cursor, with only what the list knows.

    The room is kept free from the first frame on, so that nothing moves when the pane comes.
    """

    def __init__(self, screen: KeyListScreen) -> None:
        self._screen = screen
        self._pane: DetailsPane | None = None
        self._at_rest: Timer | None = None

    def fit(self) -> None:
        """Add or remove the pane as there is room, and show the key under the cursor."""
        has_room = self._screen.app.size.width >= WIDE and bool(self._screen.listing.keys)
        if has_room and self._pane is None:
            from ..widgets.details_pane import DetailsPane

            self._pane = DetailsPane()
            self._screen.query_one("#beside").mount(self._pane)
        elif not has_room and self._pane is not None:
            self._pane.remove()
            self._pane = None
        self._show_key()

    def clear(self) -> None:
        """Show nothing while the list scrolls."""
        # The terminal moves whole lines: what stands beside the list had to be drawn at each step.
        if self._pane is not None:
            self._pane.show((), SameOwnerKeys())
            self.show_key_at_rest()

    def show_key_at_rest(self) -> None:
        """Show the key under the cursor once that rests."""
        if self._at_rest is not None:
            self._at_rest.stop()
        self._at_rest = self._screen.set_timer(AT_REST, self._show_key)

    def _show_key(self) -> None:
        screen = self._screen
        key = screen.table.selected
        if self._pane is None:
            return
        if key is None:
            self._pane.show((), SameOwnerKeys())
        else:
            facts = facts_of(key, screen.session, screen.whose)
            self._pane.show(facts, same_owner_keys(key, screen.listing))
