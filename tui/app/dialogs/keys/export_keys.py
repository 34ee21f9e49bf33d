"""Dialog that exports a list of keys to a file or to the clipboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal
from textual.widgets import Button, Static

from ....delivery.private_file import save
from ....listing.export import ExportFormat, export_format
from ..base.dialog import Dialog
from ..base.save_form import SaveForm, is_saving

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....delivery.clipboard import Clipboard
    from ....listing.export import Export

_FORMATS = {
    ExportFormat.CSV: "CSV, for spreadsheets",
    ExportFormat.JSON: "JSON, for programs",
    ExportFormat.MARKDOWN: "Markdown",
}


class ExportKeys(Dialog[Path]):
    """Writes keys to a file, whose path is the answer, or copies them."""

    box_title = "Export"

    AVAILABLE: ClassVar = {"cancel": lambda dialog: None if is_saving(dialog) else True}

    def __init__(self, export: Export, clipboard: Clipboard) -> None:
        super().__init__()
        self._export = export
        self._clipboard = clipboard

    def compose_box(self) -> ComposeResult:
        """Lay out the number of keys, the form, and a button to copy."""
        what = "marked" if self._export.narrowed == "marked" else "shown"
        yield Static(f"{len(self._export.keys)} {what} keys.", classes="consequence")
        yield SaveForm(
            "access-keys.csv",
            self._write,
            lambda path: _FORMATS[export_format(path)],
            label="A new file, readable by you alone: NAME.csv, NAME.json or NAME.md",
        )
        with Horizontal(id="buttons"):
            yield Button("Copy it as Markdown instead", id="copy", compact=True)

    async def _write(self, path: Path, *, replace_it: bool) -> None:
        await save(path, self._export.write(export_format(path)), replace_it=replace_it)

    @on(SaveForm.Saved)
    def _finish(self, event: SaveForm.Saved) -> None:
        event.stop()
        self.close(event.path)

    @on(Button.Pressed, "#copy")
    @work(group="delivery", exclusive=True)
    async def _copy(self, event: Button.Pressed) -> None:
        event.stop()
        outcome = await self._clipboard.copy(self._export.write(ExportFormat.MARKDOWN), lines=True)
        self.say(outcome.text, failed=not outcome.left)
