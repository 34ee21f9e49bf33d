"""The form for credentials, shown when the settings give none."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Input, Static

from ..api.errors import ApiError
from ..base_url import BaseUrlError, parse_base_url
from ..widgets.field import Field
from ..widgets.key_bar import KeyBar
from ..widgets.notice import Notice
from ..widgets.secret_input import SecretInput
from ..widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..session import Session


class SignInScreen(Screen[bool]):
    """Asks for a control plane and for an access key or a token; stores nothing.

    Gives True once the session is signed in. What was typed survives a failure.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # At once, before any key behind them: a password manager types name, tab and password in
        # one go, and the password must not end up in the field before.
        Binding(
            "tab",
            "app.focus_next",
            "Next field",
            id="move.field",
            tooltip="Next field",
            priority=True,
        ),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True, system=True),
        Binding("escape", "app.quit", "Quit", id="app.leave", tooltip="Leave the program"),
    ]

    waiting: var[bool] = var(False, init=False)

    class Failed(Message):
        """The sign-in failed."""

        def __init__(self, error: ApiError) -> None:
            super().__init__()
            self.error = error

    class SignedIn(Message):
        """The session is signed in."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        yield TitleBar()
        with VerticalScroll(id="form", can_focus=False):
            yield Static("Sign in to a Run:ai control plane", classes="heading")
            yield from self._compose_fields()
            yield Static(
                "An access key, or a token alone; enter signs in. Both are forgotten when the "
                "program ends; to be asked no more, set RUNAI_BASE_URL, RUNAI_CLIENT_ID and "
                "RUNAI_CLIENT_SECRET, or RUNAI_TOKEN. To look around first: runai-keys --demo",
                classes="consequence",
            )
        yield Notice()
        yield KeyBar()

    def _compose_fields(self) -> ComposeResult:
        settings = self._session.settings
        known = "from RUNAI_CLIENT_SECRET" if settings.has_secret else ""
        yield from _field(
            "Base URL", Field(settings.base_url or "", placeholder="https://acme.run.ai", id="url")
        )
        yield from _field("Client ID", Field(settings.client_id or "", id="client_id"))
        yield from _field("Client secret", SecretInput(placeholder=known, id="client_secret"))
        yield from _field(
            "or a token", SecretInput(placeholder="runai auth get-token -o plaintext", id="token")
        )

    def on_mount(self) -> None:
        """Start where something is missing."""
        self._focus_first_empty()

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _focus_first_empty(self) -> None:
        names = ("url", "client_id", "client_secret")
        empty = [name for name in names if not self._value(name)]
        self.query_one(f"#{(empty or ['url'])[0]}").focus()

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show what is going on."""
        self.query_one(Notice).say(text, failed=failed)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_submit()

    def action_submit(self) -> None:
        """Sign in, or go to the field at fault and say why."""
        if self.waiting:
            return
        try:
            base_url = parse_base_url(self.query_one("#url", Input).value)
        except BaseUrlError as error:
            self._refuse("url", str(error))
            return
        if missing := self._missing():
            self._refuse(*missing)
            return
        self.waiting = True
        self.say("Signing in…")
        self._sign_in(base_url)

    def _missing(self) -> tuple[str, str] | None:
        if self._value("token"):
            return None
        if not self._value("client_id"):
            return "client_id", "Give the client ID of an access key, or a token."
        if not self._value("client_secret") and not self._session.settings.has_secret:
            return "client_secret", "Give the client secret that belongs to the client ID."
        return None

    def _refuse(self, field: str, reason: str) -> None:
        self.query_one(f"#{field}").focus()
        self.say(reason, failed=True)

    @work(group="sign-in")
    async def _sign_in(self, base_url: str) -> None:
        connection = await asyncio.to_thread(import_module, "tui.connection")
        service = connection.open_typed(
            self._session.settings,
            base_url,
            client_id=self._value("client_id"),
            client_secret=self._value("client_secret"),
            token=self._value("token"),
        )
        try:
            await self._session.adopt(service)
        except ApiError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.SignedIn())

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        event.stop()
        self.waiting = False
        self.say(str(event.error), failed=True)

    @on(SignedIn)
    def _leave(self, event: SignedIn) -> None:
        event.stop()
        if self.is_active:
            self.dismiss(True)


def _field(label: str, field: Input) -> ComposeResult:
    yield Static(label, classes="label")
    yield field
