"""Row of formats, for a file whose name implies none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widgets import Static

from ....delivery.private_file import SaveError
from ....delivery.secret_formats import FORMATS, UnknownFormat, format_named, format_of
from ...widgets.radio_row import RadioRow

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

    from ....delivery.secret_formats import SecretFormat

_ASK = "No format has this file extension. Choose one:"


class FormatNeeded(SaveError):
    """No format was chosen for a file whose name implies none."""


class FormatRow(Vertical):
    """Asks for a format, and is hidden while a file's name implies one."""

    def compose(self) -> ComposeResult:
        """Lay out the formats, with none chosen."""
        yield Static(_ASK, classes="label")
        yield RadioRow([form.name for form in FORMATS], "", id="formats")

    def on_mount(self) -> None:
        """Hide the row until there is a path."""
        self.display = False

    def show_for(self, path: Path | None) -> str:
        """Ask for the format if a path implies none; return the title of the implied one."""
        known = None if path is None else _implied_by(path)
        self.display = path is not None and known is None
        return known.title if known else ""

    def form_for(self, path: Path) -> SecretFormat:
        """Return the format of a file.

        Raises:
            FormatNeeded: its name implies none, and none was chosen.
        """
        if known := _implied_by(path):
            return known
        if chosen := self.query_one(RadioRow).chosen:
            return format_named(chosen)
        raise FormatNeeded("Choose a format for the file, or give it a name that ends in one.")

    def focus_choice(self) -> None:
        """Focus the formats."""
        self.query_one(RadioRow).focus()


def _implied_by(path: Path) -> SecretFormat | None:
    try:
        return format_of(path)
    except UnknownFormat:
        return None
