"""A list of keys with a pane beside it, where there is room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on

from ....listing.filter import Filter
from ....listing.same_owner import SameOwnerKeys, same_owner_keys
from ...widgets.key_table import KeyTable
from .key_list import KeysScreen

if TYPE_CHECKING:
    from textual.timer import Timer

    from ....api.access_key import AccessKey
    from ....listing.key_facts import Fact
    from ...widgets.details_pane import DetailsPane

WIDE = 120
"""Columns from which on there is room for the pane."""

AT_REST = 0.1
"""Seconds that the cursor stays on a key before the pane follows it."""


class PaneScreen(KeysScreen):
    """Has the pane follow the cursor, once that rests, and only with what the list knows.

    The room is kept free from the first frame on, so that nothing moves when the pane comes.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide"), (180, "-vast")]

    WHOSE: ClassVar[str]
    """The owner of a key that names none."""

    _at_rest: Timer | None = None
    _pane: DetailsPane | None = None

    def on_mount(self) -> None:
        """Look at where the list is."""
        self.watch(self.table, "scroll_y", self._empty_pane, init=False)

    def _empty_pane(self) -> None:
        # The terminal moves whole lines: what stands beside the list had to be drawn at each step.
        if self._pane is not None:
            self._pane.show((), SameOwnerKeys())
            self._show_key_at_rest()

    def paint(self) -> None:
        """Show the state as it is."""
        super().paint()
        self._fit_pane()

    def on_resize(self) -> None:
        """Have the pane come and go with the room for it."""
        if self.is_mounted:
            self._fit_pane()

    def _fit_pane(self) -> None:
        has_room = self.app.size.width >= WIDE and bool(self.listing.keys)
        if has_room and self._pane is None:
            from ...widgets.details_pane import DetailsPane

            self._pane = DetailsPane()
            self.query_one("#beside").mount(self._pane)
        elif not has_room and self._pane is not None:
            self._pane.remove()
            self._pane = None
        self._show_key()

    @on(KeyTable.Moved)
    def _follow(self, event: KeyTable.Moved) -> None:
        event.stop()
        self._show_key_at_rest()

    def _show_key_at_rest(self) -> None:
        if self._at_rest is not None:
            self._at_rest.stop()
        self._at_rest = self.set_timer(AT_REST, self._show_key)

    def _show_key(self) -> None:
        key = self.table.selected
        if self._pane is None:
            return
        if key is None:
            self._pane.show((), SameOwnerKeys())
        else:
            self._pane.show(self.facts_of(key), same_owner_keys(key, self.listing))

    def facts_of(self, key: AccessKey) -> tuple[Fact, ...]:
        """Tell all that is known of a key, and what is copied of it."""
        from ....listing.key_facts import all_facts

        own, disguise = key.client_id == self.session.client_id, self.session.disguise
        facts = all_facts(key, self.session.filter_context, default_owner=self.WHOSE, own=own)
        if not disguise.hides:
            return facts
        view = replace(self.session.filter_context, me=disguise.real(self.session.signed_in_as))
        real = all_facts(disguise.real_key(key), view, default_owner=self.WHOSE, own=own)
        return tuple(replace(fact, value=its.value) for fact, its in zip(facts, real, strict=True))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys of one owner only if that is known."""
        if action == "same_owner" and (not self.is_mounted or not self._owner):
            return None
        return super().check_action(action, parameters)

    @property
    def _owner(self) -> str:
        key = self.table.selected
        return (key.created_by or "") if key is not None else ""

    def action_same_owner(self) -> None:
        """Show all keys of the owner of the one under the cursor."""
        from ....listing.filter_text_terms import Equals, KeyField

        self.table.pick()
        if owner := self._owner:
            self.filter = Filter((Equals(KeyField.OWNER, owner),))
