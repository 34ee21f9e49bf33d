"""Field for a file that a new secret is saved to before it is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widgets import Static

from ....delivery.private_file import typed_path
from ....delivery.secret_formats import file_names
from ...widgets.field import Field

if TYPE_CHECKING:
    from textual.app import ComposeResult


class SaveToField(Vertical):
    """An optional path; what is chosen here can't be lost with the line."""

    def compose(self) -> ComposeResult:
        """Lay out the field."""
        yield Static("Save to a new file as soon as it is there (optional)", classes="label")
        yield Field(placeholder=file_names(), id="path")

    @property
    def path(self) -> Path | None:
        """The path that was typed, made absolute."""
        return typed_path(self.query_one("#path", Field).value)
