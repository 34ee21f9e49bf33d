"""Everybody's keys, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..api.errors import Rejected
from ..dialogs.server_query import Query, ServerQuery
from ..listing.filters import Filter
from ..listing.order import Column
from . import bindings
from .key_verbs import KeyVerbsScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

    from ..api.models import AccessKey, KeyList
    from ..api.service import AccessKeyService

_FORBIDDEN = 403


class AllKeysScreen(KeyVerbsScreen):
    """Lists the keys of all users and deletes them; the API can't create or regenerate here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bindings.DELETE,
        bindings.COPY_ID,
        bindings.FILTER,
        bindings.FIND,
        bindings.DETAILS,
        bindings.REFRESH,
        bindings.CLEAR,
        *bindings.SORTING,
        bindings.BACK,
    ]

    MODE = "all"
    WHOSE = "unknown"
    COLUMNS = (Column.NAME, Column.OWNER, Column.CLIENT_ID, Column.CREATED, Column.LAST_USED)

    _query = Query()

    async def fetch(self, service: AccessKeyService) -> KeyList:
        """Ask for everybody's keys, narrowed by the query."""
        return await service.list_all_keys(
            client_id=self._query.client_id or None, created_by=self._query.created_by or None
        )

    async def delete(self, service: AccessKeyService, key: AccessKey) -> None:
        """Have anybody's key deleted."""
        await service.delete_any_key(key.id)

    @property
    def message(self) -> str:
        """What stands in place of the rows."""
        if self.listing.keys is None:
            return self._not_listed()
        if self.filter:
            return "No key passes the filter. esc drops it."
        if self._query:
            return f"The server knows no keys of {self._query}. esc asks for all again."
        return "Nobody has an access key."

    def _not_listed(self) -> str:
        failure = self.listing.failure
        if failure is None:
            return "Loading everybody's access keys…"
        if isinstance(failure, Rejected) and failure.status == _FORBIDDEN:
            return (
                "Everybody's keys are listed for administrators only.\n\n"
                f"{failure}\n\n1 goes back to your own keys, which work as before."
            )
        return f"{failure}\n\nr tries again."

    @property
    def narrowed(self) -> str:
        """What the server was asked for, and what is filtered here."""
        asked = f"server: {self._query}" if self._query else ""
        return "  ".join(part for part in (super().narrowed, asked) if part)

    @property
    def notes(self) -> str:
        """Say when the server's limit is reached, and how to see the rest."""
        if not self.listing.at_limit:
            return super().notes
        limit = (
            "The server lists at most 100 keys, and this list has reached that: there may be "
            "more. f asks for one owner or client ID."
        )
        return f"{super().notes} {limit}".strip()

    def action_find(self) -> None:
        """Ask what the server shall search for."""
        self.start(self._find())

    async def _find(self) -> None:
        query = await self.app.push_screen_wait(ServerQuery(self._query))
        if query is not None:
            self._ask_for(query)

    def _ask_for(self, query: Query) -> None:
        self._query = query
        self.reload()

    def action_back(self) -> None:
        """Drop the filter; without one, what the server was asked for."""
        if self.filter:
            self.filter = Filter()
        elif self._query:
            self._ask_for(Query())
