"""The panel that shows a new secret, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from ..api.errors import ApiError
from ..widgets.notice import Notice
from .dialog import Dialog
from .leave_secret import LeaveSecret
from .save_secret import SaveSecret

if TYPE_CHECKING:
    from pydantic import SecretStr
    from textual.app import ComposeResult

    from ..delivery.clipboard import Clipboard
    from ..session import Session

_MASK = "•" * 24


@dataclass(frozen=True)
class Credentials:
    """A key's name, its client ID and its new secret."""

    name: str
    client_id: str
    secret: SecretStr


class SecretPanel(Dialog[None]):
    """Shows credentials and hands them over; the only place where a secret can be seen.

    Until it was copied or saved, leaving asks first. Nothing holds the secret afterwards.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "Copy secret", id="secret.copy", tooltip="To your clipboard"),
        Binding("s", "save", "Save", id="secret.save", tooltip="To a file that only you can read"),
        Binding("v", "reveal", "Reveal", id="secret.reveal", tooltip="Show it, or mask it again"),
        Binding("t", "test", "Test", id="secret.test", tooltip="Sign in with it"),
        Binding("i", "copy_id", "Copy ID", id="secret.copy_id", tooltip="Copy the client ID"),
        Binding("escape,q", "cancel", "Leave", id="app.cancel", tooltip="Close the panel"),
    ]

    revealed: var[bool] = var(False, init=False)
    delivered: var[bool] = var(False)

    class Tested(Message):
        """The server answered to a sign-in with the pair."""

        def __init__(self, text: str, *, accepted: bool) -> None:
            super().__init__()
            self.text = text
            self.accepted = accepted

    def __init__(self, credentials: Credentials, session: Session, clipboard: Clipboard) -> None:
        super().__init__()
        self._credentials = credentials
        self._session = session
        self._clipboard = clipboard

    @property
    def box_title(self) -> str:
        """The title."""
        return "New secret: shown only now"

    def compose_box(self) -> ComposeResult:
        """Lay out the panel."""
        for label, text in (
            ("Name", self._credentials.name),
            ("Client ID", self._credentials.client_id),
        ):
            line = Content.assemble((f"{label:<14} ", "$quiet"), (text, "bold"))
            yield Static(line, classes="fact")
        yield Static(self._secret_line(), id="secret", classes="fact")
        yield Static(
            "Copy or save the secret now. When this panel closes, nobody can show it again.",
            classes="consequence",
        )
        yield Notice()

    def _secret_line(self) -> Content:
        secret = self._credentials.secret.get_secret_value() if self.revealed else _MASK
        return Content.assemble(("Client secret  ", "$quiet"), (secret, "bold $text-warning"))

    def watch_revealed(self) -> None:
        """Show the secret, or mask it."""
        self.query_one("#secret", Static).update(self._secret_line())

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show what became of the last thing that was asked for."""
        self.query_one(Notice).say(text, failed=failed)

    def action_reveal(self) -> None:
        """Show the secret, or mask it again."""
        self.revealed = not self.revealed

    @work(group="delivery")
    async def action_copy(self) -> None:
        """Copy the secret."""
        outcome = await self._clipboard.copy(self._credentials.secret.get_secret_value())
        self.delivered = self.delivered or outcome.left
        self.say(outcome.text, failed=not outcome.left)

    @work(group="delivery")
    async def action_copy_id(self) -> None:
        """Copy the client ID."""
        outcome = await self._clipboard.copy(self._credentials.client_id)
        self.say(f"Client ID: {outcome.text}", failed=not outcome.left)

    @work(group="dialog")
    async def action_save(self) -> None:
        """Save the credentials to a file."""
        if not self.is_current:
            return
        saved = await self.app.push_screen_wait(SaveSecret(self._credentials, self._session.place))
        if saved is not None:
            self.delivered = True
            self.say(f"Saved to {saved}, readable by you alone.")

    def action_test(self) -> None:
        """Sign in with the pair."""
        self.say("Signing in with it…")
        self._test()

    @work(group="test", exclusive=True)
    async def _test(self) -> None:
        try:
            service = await self._session.service()
            answer = await service.verify(self._credentials.client_id, self._credentials.secret)
        except ApiError as error:
            self.post_message(self.Tested(str(error), accepted=False))
            return
        text = f"{answer.reason} ({answer.seconds:.2f} s)"
        self.post_message(self.Tested(text, accepted=answer.accepted))

    @on(Tested)
    def _show_test(self, event: Tested) -> None:
        event.stop()
        self.say(event.text, failed=not event.accepted)

    def action_cancel(self) -> None:
        """Leave; ask first if the secret would be lost."""
        if self.delivered:
            self._leave()
        else:
            self.ask_to_leave()

    @work(group="dialog")
    async def ask_to_leave(self) -> None:
        """Leave if the user says that the secret isn't needed."""
        if not self.is_current:
            return
        if await self.app.push_screen_wait(LeaveSecret(self._credentials.name)):
            self._leave()

    def _leave(self) -> None:
        self.revealed = False
        self.close(None)
