"""Dialog for a query to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input, Static

from ....listing.server_query import Query
from ...widgets.field import Field
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


class ServerQuery(Dialog[Query]):
    """Asks for an owner or a client ID; with both fields empty, all keys are listed."""

    box_title = "Find on the server"

    def __init__(self, query: Query) -> None:
        super().__init__()
        self._query = query

    def compose_box(self) -> ComposeResult:
        """Lay out the fields."""
        yield Static(
            "The server lists at most 100 keys. Enter an owner's e-mail address or a client ID, in "
            "full, to list only those.",
            classes="consequence",
        )
        for label, name, value in (
            ("Owner", "created_by", self._query.created_by),
            ("Client ID", "client_id", self._query.client_id),
        ):
            yield Static(label, classes="label ask")
            yield Field(value, id=name)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        values = {field.id: field.value.strip() for field in self.query(Input)}
        self.close(Query(values["created_by"], values["client_id"]))
