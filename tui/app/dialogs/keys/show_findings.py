"""Dialog with findings: ready-made filters for keys to clean up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from ...widgets.bindings_view import bind
from ...widgets.choice_list import ChoiceList
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ....listing.findings import Finding


@dataclass(frozen=True)
class Chosen:
    """A finding, and whether to mark its keys instead of filtering by it."""

    finding: Finding
    mark: bool = False


class ShowFindings(Dialog[Chosen]):
    """Lists the findings, each with its number of keys."""

    box_title = "Findings"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("keys.mark_found", "mark", "Mark", tooltip="Mark these keys"),
    ]

    AVAILABLE: ClassVar = {"mark": lambda dialog: dialog.has_findings or None}

    def __init__(self, counted: Sequence[tuple[Finding, int]], *, listed: int) -> None:
        super().__init__()
        self._counted = counted
        self._listed = listed

    @property
    def has_findings(self) -> bool:
        """Whether any key has been found."""
        return any(count for _, count in self._counted)

    def compose_box(self) -> ComposeResult:
        """Lay out the findings."""
        if self.has_findings:
            said = f"Among the {self._listed} keys in the list:"
        else:
            said = f"Nothing to clean up among the {self._listed} keys in the list. Checked:"
        yield Static(said, classes="label")
        yield ChoiceList(
            Option(_line(finding, count), disabled=not count) for finding, count in self._counted
        )

    @on(ChoiceList.OptionSelected)
    def _show(self, event: ChoiceList.OptionSelected) -> None:
        event.stop()
        self.close(Chosen(self._counted[event.option_index][0]))

    def action_mark(self) -> None:
        """Mark the keys of the finding under the cursor."""
        if (line := self.query_one(ChoiceList).highlighted) is not None:
            self.close(Chosen(self._counted[line][0], mark=True))


def _line(finding: Finding, count: int) -> Content:
    return Content.assemble(
        (f"{count:>4}  ", "bold"), f"{finding.title:<33} ", (str(finding.filter), "$text-secondary")
    )
