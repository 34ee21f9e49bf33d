"""All that is known of one key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ..api.errors import ApiError
from ..listing.ages import GLYPHS, ago, last_used, minute, use_of
from ..widgets.notice import Notice
from .dialog import Dialog

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult

    from ..api.models import AccessKey
    from ..delivery.clipboard import Clipboard

Fetch = Callable[[str], Awaitable["AccessKey"]]


class KeyDetails(Dialog[None]):
    """Shows a key at once as the list has it, then as the server tells it by its id."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "Copy client ID", id="key.copy_id", tooltip="To your clipboard"),
        Binding("escape,q,enter", "cancel", "Close", id="app.cancel", tooltip="Back to the list"),
    ]

    class Fetched(Message):
        """The server told more of the key."""

        def __init__(self, key: AccessKey) -> None:
            super().__init__()
            self.key = key

    class FetchFailed(Message):
        """The server told nothing of the key."""

        def __init__(self, error: ApiError) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self,
        key: AccessKey,
        clipboard: Clipboard,
        *,
        now: datetime,
        own: bool,
        whose: str,
        fetch: Fetch | None,
    ) -> None:
        super().__init__()
        self._clipboard = clipboard
        self._key = key
        self._now = now
        self._own = own
        self._whose = whose
        self._fetch = fetch

    @property
    def box_title(self) -> str:
        """The title."""
        return "Access key"

    def compose_box(self) -> ComposeResult:
        """Lay out the facts."""
        yield Static(self._facts(self._key), id="facts")
        yield Notice()

    def on_mount(self) -> None:
        """Ask the server."""
        if self._fetch is not None:
            self._ask(self._fetch)

    def _facts(self, key: AccessKey) -> Content:
        used = f"{GLYPHS[use_of(key, self._now)]} {last_used(key, self._now)}"
        if key.last_login is not None:
            used += f" ({minute(key.last_login)})"
        created = minute(key.created_at)
        if key.created_at is not None:
            created += f" ({ago(key.created_at, self._now)})"
        facts = [
            ("Name", key.name),
            ("Client ID", key.client_id),
            ("Owner", key.created_by or self._key.created_by or self._whose),
            ("Created", created),
            ("Last used", used),
            ("State", use_of(key, self._now).value),
        ]
        if self._own:
            facts.append(("Session", "this program is signed in with this key"))
        lines = [Content.assemble((f"{label:<10} ", "$quiet"), text) for label, text in facts]
        return Content("\n").join(lines)

    @work(group="details", exclusive=True)
    async def _ask(self, fetch: Fetch) -> None:
        try:
            self.post_message(self.Fetched(await fetch(self._key.id)))
        except ApiError as error:
            self.post_message(self.FetchFailed(error))

    @on(Fetched)
    def _show(self, event: Fetched) -> None:
        event.stop()
        self.query_one("#facts", Static).update(self._facts(event.key))

    @on(FetchFailed)
    def _tell(self, event: FetchFailed) -> None:
        event.stop()
        self.query_one(Notice).say(f"As the list has it. {event.error}", failed=True)

    @work(group="delivery", exclusive=True)
    async def action_copy(self) -> None:
        """Copy the client ID."""
        outcome = await self._clipboard.copy(self._key.client_id)
        # While a dialog closes, its children go before its workers do.
        for notice in self.query(Notice):
            notice.say(outcome.text, failed=not outcome.left)
