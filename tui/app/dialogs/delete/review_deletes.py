"""Dialog to review many keys before they are deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from ....listing.delete_risks import DeleteRisk, delete_risks
from ....listing.usage import GLYPHS, last_used, usage_of
from ...widgets.column_layout import fit, split_width
from ...widgets.entry_list import GLYPH_WIDTH, SCROLLING, EntryList
from ..base.dialog import Dialog
from ..requests.change_summary import ChangeSummary
from ..requests.confirm_card import ConfirmCard

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from ....api.access_key import AccessKey
    from ....listing.filter import FilterContext

_USED = 15
"""Cells of the last use, with the gap before it."""

_CONSEQUENCE = "Whatever signs in with them stops working. This can't be undone."


class ReviewDeletes(Dialog[bool]):
    """Lists the keys, risky ones first and in red, and asks the user to type their number."""

    BINDINGS: ClassVar[list[BindingType]] = [*SCROLLING]

    def __init__(
        self,
        keys: Sequence[AccessKey],
        view: FilterContext,
        *,
        default_owner: str,
        hidden: int,
        remark: str,
    ) -> None:
        super().__init__(danger=True)
        self._count = len(keys)
        self.box_title = f"Delete {len(keys)} access key{'s' * (len(keys) != 1)}"
        self._risks = delete_risks(keys, view)
        self._view = view
        self._default_owner = default_owner
        self._hidden = hidden
        self._remark = remark

    def compose_box(self) -> ComposeResult:
        """Lay out the card."""
        summary = ChangeSummary(
            self.box_title,
            "",
            "Delete them",
            (),
            (_CONSEQUENCE,),
            str(self._count),
            "number of keys",
        )
        card = ConfirmCard(
            summary,
            agree=lambda: self.close(True),
            decline=lambda: self.close(False),
            about=[*self._about_keys()],
        )
        yield card.data_bind(Dialog.armed)

    def _about_keys(self) -> Iterator[Widget]:
        yield Static(self._counts, classes="fact")
        if self._remark:
            yield Static(Content.styled(self._remark, "$text-warning"), classes="fact")
        yield EntryList(partial(self._line, risk) for risk in self._risks)

    @property
    def _counts(self) -> Content:
        in_use = sum(risk.in_use for risk in self._risks)
        of_others = sum(risk.has_other_owner for risk in self._risks)
        counts = (
            (in_use, "in use", "bold $text-error"),
            (of_others, "of other people", "bold $text-error"),
            (self._hidden, "hidden by the filter", "bold $text-warning"),
        )
        parts = [(f"{count} {what}", style) for count, what, style in counts if count]
        if not parts:
            return Content("None of them was used recently.")
        said = Content(", ").join([Content.styled(text, style) for text, style in parts])
        return Content.assemble("Of these ", said, ":")

    def _line(self, risk: DeleteRisk, width: int) -> Content:
        key, now = risk.key, self._view.now
        name, owner = split_width(width - GLYPH_WIDTH - _USED)
        used = f"{GLYPHS[usage_of(key, now, self._view.limits)]} {last_used(key, now)}"
        return Content.assemble(
            ("! " if risk else "  ", "bold $text-error"),
            (fit(key.name, name), "$text-error" if risk else ""),
            "  ",
            (
                fit(key.created_by or self._default_owner, owner),
                "$text-error" if risk.has_other_owner else "",
            ),
            "  ",
            (used, "bold $text-error" if risk.in_use else ""),
        )

    def action_scroll_entries(self, by: int) -> None:
        """Scroll through the keys."""
        self.query_one(EntryList).scroll_by(by)
