"""The floor to compare with: a bare Textual app with a hundred rows, or with one field.

Usage: floor.py [input]
"""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Footer, Header, Input

ROWS = 100
COLUMNS = {"Name": 26, "Client ID": 21, "Owner": 27, "Created": 16, "Last used": 16}


class Floor(App[None]):
    """One table, nothing else."""

    TITLE = "Access keys"
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """Put the table between the stock bars."""
        yield Header()
        yield DataTable[str](cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        for label, width in COLUMNS.items():
            table.add_column(label, width=width)
        for number in range(ROWS):
            owner = f"user{number % 7}@example.com"
            created = f"2026-01-{number % 28 + 1:02} 09:30"
            table.add_row(f"key-{number:05}", f"{number:016x}", owner, created, "never")


class BareField(App[None]):
    """One field, nothing else."""

    def compose(self) -> ComposeResult:
        """Put it at the top, with a cursor that stands still."""
        field = Input(placeholder="Access keys key-00000")
        field.cursor_blink = False
        yield field


if __name__ == "__main__":
    (BareField() if sys.argv[1:] == ["input"] else Floor()).run()
