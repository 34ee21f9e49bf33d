"""Marking keys, to do something with all of them."""

from __future__ import annotations

from textual.reactive import var

from ....listing.marks import Marks
from ...widgets.tab_bar import TabBar
from .switch_profile import SwitchingScreen


class MarksScreen(SwitchingScreen):
    """A list of keys with marks, which stay with their keys whatever is shown."""

    marks: var[Marks] = var(Marks(), init=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the marks that can be made or taken away now."""
        if action in ("mark", "mark_shown") and not self._has_rows:
            return None
        if action == "findings" and not self.listing.keys:
            return None
        if action == "unmark" and not self.marks:
            return False
        if action == "mark_range" and not (self.marks and self.marks.can_extend(self.table.keys)):
            return None
        return super().check_action(action, parameters)

    @property
    def _has_rows(self) -> bool:
        return self.is_mounted and self.table.selected is not None

    def watch_marks(self, before: Marks, marks: Marks) -> None:
        """Show the marks, and offer what can be done with them."""
        if self.is_mounted:
            self.table.mark(marks.ids)
            self._count_marks()
            if bool(before) != bool(marks) or before.latest != marks.latest:
                self.refresh_bindings()

    def paint(self) -> None:
        """Show the state as it is; a mark goes only with its key."""
        listing = self.listing
        if self.marks and listing.keys is not None and not (listing.query or listing.at_limit):
            self.marks = self.marks.keep(key.id for key in listing.keys)
        super().paint()
        self._count_marks()

    def _count_marks(self) -> None:
        words = self.marks.summary(self.table.keys, self.listing.keys or ())
        self.query_one(TabBar).marked = words

    def action_mark(self) -> None:
        """Mark the key under the cursor, or take its mark away, and go on to the next."""
        if (key := self.table.pick()) is not None:
            self.marks = self.marks.toggle(key)
            self.table.action_move(1)

    def action_mark_range(self) -> None:
        """Mark all from the key that was marked last to the one under the cursor."""
        if (key := self.table.pick()) is not None:
            self.marks = self.marks.extend_to(self.table.keys, key)

    def action_mark_shown(self) -> None:
        """Mark all keys that are shown."""
        self.marks = self.marks.add(self.table.keys)

    def action_unmark(self) -> None:
        """Take all marks away."""
        self.marks = Marks()

    def action_findings(self) -> None:
        """Choose among what is worth a look."""
        self.start(self._look_at_findings())

    async def _look_at_findings(self) -> None:
        from ....listing.findings import count_findings
        from ...dialogs.keys.show_findings import ShowFindings

        keys = self.listing.keys or ()
        dialog = ShowFindings(count_findings(keys, self.session.filter_context), listed=len(keys))
        chosen = await self.ask(dialog)
        if chosen is None:
            return
        if chosen.mark:
            self.marks = self.marks.add(
                chosen.finding.filter.select(keys, self.session.filter_context)
            )
        else:
            self.filter = chosen.finding.filter
