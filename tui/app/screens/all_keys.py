"""Everybody's keys, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from ...api.errors import Rejected
from ...listing.columns import columns_shown
from ...listing.listing import AT_LIMIT
from ...listing.server_query import ALL, Query
from ..keymap import key_name
from ..widgets.filter_input import FilterInput
from .key_list import bindings
from .key_list.list_by_owner import CompletingScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

    from ...api.access_key import AccessKey, KeyList
    from ...api.service import AccessKeyService

_FORBIDDEN = 403

_NARROW = f"{AT_LIMIT} {key_name('keys.find')} asks for one owner or client ID."

_COMPLETE = f"{_NARROW[:-1]}, {key_name('keys.complete')} for every owner's keys."


class AllKeysScreen(CompletingScreen):
    """Lists the keys of all users and deletes them; the API can't create or regenerate here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bindings.TAKE_BACK,
        bindings.DELETE,
        bindings.DELETE_MARKED,
        *bindings.MARKING,
        bindings.COPY_ID,
        bindings.STOP,
        bindings.BACK,
        bindings.FILTER,
        bindings.COMPLETE,
        bindings.FIND,
        bindings.DETAILS,
        bindings.SAME_OWNER,
        bindings.FINDINGS,
        bindings.EXPORT,
        bindings.REFRESH,
        bindings.CLEAR,
        *bindings.SORTING,
    ]

    MODE = "all"
    WHOSE = "unknown"
    LOADING = "Loading everybody's access keys…"
    COLUMNS = columns_shown(with_owner=True)

    async def fetch_once(self, service: AccessKeyService, query: Query) -> KeyList:
        """Ask for everybody's keys, narrowed by the query, by one request."""
        return await service.list_all_keys(client_id=query.client_id, created_by=query.created_by)

    async def delete(self, service: AccessKeyService, key: AccessKey) -> None:
        """Have anybody's key deleted."""
        await service.delete_any_key(key.id)

    @property
    def message(self) -> str:
        """What stands in place of the rows."""
        if not self._forbidden:
            return super().message
        return (
            "Everybody's keys are listed for administrators only.\n\n"
            f"{self.listing.failure}\n\n"
            f"{key_name('app.mine')} goes back to your own keys, which work as before."
        )

    @property
    def _forbidden(self) -> bool:
        failure = self.listing.failure
        refused = isinstance(failure, Rejected) and failure.status == _FORBIDDEN
        return refused and self.listing.keys is None

    @property
    def none_listed(self) -> str:
        """What to say of a list that came, and is empty."""
        if self.listing.query:
            back = key_name("keys.back")
            return f"The server knows no keys of {self.listing.query}. {back} asks for all again."
        return (
            "Nobody has an access key yet.\n\n"
            f"{key_name('app.mine')} goes to your own keys, where the first can be made."
        )

    @property
    def narrowings(self) -> tuple[str, ...]:
        """What is filtered here, and what the server was asked for."""
        asked = (f"server: {self.listing.query}",) if self.listing.query else ()
        return (*super().narrowings, *asked)

    @property
    def notes(self) -> str:
        """Say which question failed, or that the server's limit is reached, and what to do."""
        parts = [super().notes]
        if self.listing.failure is not None and self.listing.attempted != self.listing.query:
            parts.insert(0, f"Asking for {self.listing.attempted or 'all keys'} failed:")
        if self.listing.query.by_owner:
            parts.append(self.completeness)
        elif self.listing.at_limit:
            parts.append(_NARROW if self.listing.query else _COMPLETE)
        return " ".join(part for part in parts if part)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to ask the server only where it answers."""
        if action == "find" and self._forbidden:
            return None
        return super().check_action(action, parameters)

    @property
    def can_go_back(self) -> bool:
        """Whether there is anything that esc would drop."""
        return super().can_go_back or bool(self.wanted)

    def filter_input(self) -> FilterInput:
        """Make the box that a filter, and what the server is asked for, is typed into."""
        owners = sorted({key.created_by for key in self.listing.keys or () if key.created_by})
        return FilterInput(self.filter.with_query(self.wanted), owners, allows_server=True)

    @on(FilterInput.Asked)
    def _ask_server(self, event: FilterInput.Asked) -> None:
        event.stop()
        self.reload(event.query)
        self.refresh_bindings()

    def action_same_owner(self) -> None:
        """Show all keys of the owner of the one under the cursor, whatever of them is listed."""
        owner = self._owner
        super().action_same_owner()
        if owner and not self.listing.has_all_of(owner):
            self.reload(Query(owner))

    def action_find(self) -> None:
        """Ask what the server shall search for."""
        self.start(self._find())

    async def _find(self) -> None:
        from ..dialogs.keys.server_query import ServerQuery

        query = await self.ask(ServerQuery(self.listing.attempted))
        if query is not None:
            self.reload(query)
            self.refresh_bindings()

    def action_back(self) -> None:
        """Drop the filter; without one, what the server was asked for."""
        if self.filter:
            super().action_back()
        else:
            self.reload(ALL)
