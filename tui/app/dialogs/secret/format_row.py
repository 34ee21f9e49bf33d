"""Row of formats, for a file whose name says none."""

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
    """No format was chosen, and none is ever guessed."""


class FormatRow(Vertical):
    """Asks for a format; shown only while there is something to ask."""

    def compose(self) -> ComposeResult:
        """Lay out the formats, none of which is chosen."""
        yield Static(_ASK, classes="label")
        yield RadioRow([form.name for form in FORMATS], "", id="formats")

    def on_mount(self) -> None:
        """Begin with nothing to ask."""
        self.display = False

    def show_for(self, path: Path | None) -> str:
        """Ask for the format if a file's name says none; return the title of the one it says."""
        known = None if path is None else _said_by(path)
        self.display = path is not None and known is None
        return known.title if known else ""

    def form_for(self, path: Path) -> SecretFormat:
        """Return the format of a file.

        Raises:
            FormatNeeded: its name says none, and none was chosen.
        """
        if known := _said_by(path):
            return known
        if chosen := self.query_one(RadioRow).chosen:
            return format_named(chosen)
        raise FormatNeeded("Choose a format for the file, or give it a name that ends in one.")

    def focus_choice(self) -> None:
        """Go to the formats."""
        self.query_one(RadioRow).focus()


def _said_by(path: Path) -> SecretFormat | None:
    try:
        return format_of(path)
    except UnknownFormat:
        return None
