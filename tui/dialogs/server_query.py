"""Asks what the server shall search for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input, Static

from ..widgets.field import Field
from .dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


@dataclass(frozen=True)
class Query:
    """What the administration list is narrowed to by the server."""

    created_by: str = ""
    client_id: str = ""

    def __bool__(self) -> bool:
        return bool(self.created_by or self.client_id)

    def __str__(self) -> str:
        parts = (("owner", self.created_by), ("client ID", self.client_id))
        return " and ".join(f"{name} {value}" for name, value in parts if value)


class ServerQuery(Dialog[Query]):
    """Two fields; enter in either asks the server, empty ones ask for all."""

    def __init__(self, query: Query) -> None:
        super().__init__()
        self._query = query

    @property
    def box_title(self) -> str:
        """The title."""
        return "Find on the server"

    def compose_box(self) -> ComposeResult:
        """Lay out the fields."""
        yield Static(
            "The server lists at most 100 keys. Give an owner's e-mail address or a client ID, "
            "in full, to have it list those.",
            classes="consequence",
        )
        for label, name, value in (
            ("Owner", "created_by", self._query.created_by),
            ("Client ID", "client_id", self._query.client_id),
        ):
            yield Static(label, classes="label")
            yield Field(value, id=name)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        values = {field.id or "": field.value.strip() for field in self.query(Input)}
        self.close(Query(**values))
