"""Asks where the list shall go, and writes it there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Horizontal
from textual.widgets import Button, Static

from ....delivery.private_file import save
from ....listing.export import ExportFormat, export_format
from ..base.save_file import SaveFile

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....delivery.clipboard import Clipboard
    from ....listing.export import Export

_FORMS = {
    ExportFormat.CSV: "CSV, for spreadsheets",
    ExportFormat.JSON: "JSON",
    ExportFormat.MARKDOWN: "Markdown",
}


class ExportKeys(SaveFile):
    """Writes the keys that are shown to a file, or copies them."""

    LABEL = "A new file, readable by you alone: NAME.csv, NAME.json or NAME.md"

    def __init__(self, export: Export, clipboard: Clipboard) -> None:
        super().__init__("access-keys.csv")
        self._export = export
        self._clipboard = clipboard

    @property
    def box_title(self) -> str:
        """The title."""
        return "Export"

    def compose_box(self) -> ComposeResult:
        """Lay out what is exported, the field, and the other way."""
        what = "marked" if self._export.narrowed == "marked" else "shown"
        yield Static(f"What is {what}: {len(self._export.keys)} keys.", classes="consequence")
        yield from super().compose_box()
        with Horizontal(id="buttons"):
            yield Button("Copy it as Markdown instead", id="copy", compact=True)

    def form_of(self, path: Path) -> str:
        """Tell the form."""
        return _FORMS[export_format(path)]

    async def write(self, path: Path, *, replace_it: bool) -> None:
        """Write the list."""
        await save(path, self._export.write(export_format(path)), replace_it=replace_it)

    @on(Button.Pressed, "#copy")
    @work(group="delivery", exclusive=True)
    async def _copy(self, event: Button.Pressed) -> None:
        event.stop()
        outcome = await self._clipboard.copy(self._export.write(ExportFormat.MARKDOWN), lines=True)
        self.say(outcome.text, failed=not outcome.left)
