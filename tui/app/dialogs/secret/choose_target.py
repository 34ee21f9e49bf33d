"""Dialog to choose a target for the secret of the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.content import Content

from ...widgets.bindings_view import bind
from ...widgets.choice_list import ChoiceList
from ...widgets.column_layout import fit
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ....delivery.target import Target
    from ....screencast.disguise import Disguise

_WIDEST_NAME = 24


class TargetChoices(ChoiceList):
    """List of targets, each with its command or path."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.choose", "select", "Deliver", tooltip="Deliver the secret to this target"),
    ]


class ChooseTarget(Dialog["Target"]):
    """Lists the targets of the config file; the answer is the chosen one."""

    box_title = "Deliver to"

    def __init__(self, targets: Iterable[Target], disguise: Disguise) -> None:
        super().__init__()
        self._targets = tuple(targets)
        self._disguise = disguise

    def compose_box(self) -> ComposeResult:
        """Lay out the targets."""
        widest = max(cell_len(target.name) for target in self._targets)
        width = min(widest, _WIDEST_NAME)
        choices = TargetChoices(self._line(target, width) for target in self._targets)
        choices.highlighted = 0
        yield choices

    def _line(self, target: Target, width: int) -> Content:
        where = self._disguise.text(target.where())
        return Content.assemble((f"{fit(target.name, width)}  ", "bold"), where)

    @on(ChoiceList.OptionSelected)
    def _choose(self, event: ChoiceList.OptionSelected) -> None:
        event.stop()
        self.close(self._targets[event.option_index])
