"""The panel that shows a new secret, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from ..api.errors import ApiError
from ..delivery.formats import curl_command
from ..delivery.outcome import Certainty
from ..text import clean
from ..widgets.notice import Notice
from .dialog import Dialog
from .leave_secret import LeaveSecret
from .save_secret import SaveSecret

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

    from ..delivery.clipboard import Clipboard
    from ..delivery.outcome import Outcome
    from ..issuing import Issued
    from ..session import Session

MASKED_AFTER = 30.0
"""Seconds that a revealed secret stays readable."""

_MASK = "•" * 24
_LONGEST_SHOWN = 4_000


class SecretPanel(Dialog[bool]):
    """Shows credentials and hands them over; the only place where a secret can be seen.

    Until it was saved, or copied for certain, leaving asks first. Nothing holds the secret
    afterwards. Gives True if the program was asked to end.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "Copy secret", id="secret.copy", tooltip="To your clipboard"),
        Binding("s", "save", "Save", id="secret.save", tooltip="To a file that only you can read"),
        Binding("v", "reveal", "Reveal", id="secret.reveal", tooltip="Show it, or mask it again"),
        Binding("t", "test", "Test", id="secret.test", tooltip="Sign in with it"),
        Binding("i", "copy_id", "Copy ID", id="secret.copy_id", tooltip="Copy the client ID"),
        Binding("u", "curl", "curl", id="secret.curl", tooltip="Show a curl command for it"),
        Binding("x", "clear", "Clear", id="secret.clear", tooltip="Clear the clipboard"),
        Binding("escape,q", "cancel", "Leave", id="app.cancel", tooltip="Close the panel"),
        Binding("ctrl+c", "cancel", show=False, system=True),
    ]

    ALLOW_SELECT = False
    """Selected text could be copied without the panel knowing."""

    revealed: var[bool] = var(False, init=False)
    saved: var[bool] = var(False)
    on_clipboard: var[Certainty] = var(Certainty.FAILED)
    """How sure it is that the clipboard has the secret."""

    class Tested(Message):
        """The server answered to a sign-in with the pair."""

        def __init__(self, text: str, *, accepted: bool) -> None:
            super().__init__()
            self.text = text
            self.accepted = accepted

    def __init__(self, issued: Issued, session: Session, clipboard: Clipboard) -> None:
        super().__init__()
        self._credentials = issued.credentials
        self._saved = issued.saved
        self._problem = issued.problem
        self._session = session
        self._clipboard = clipboard
        self._mask_timer: Timer | None = None

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
            yield Static(_fact(label, text, "bold"), classes="fact")
        yield Static(self._secret_line(), id="secret", classes="fact")
        yield Static(
            "Copy or save the secret now. When this panel closes, nobody can show it again.",
            classes="consequence",
        )
        yield Notice()

    def on_mount(self) -> None:
        """Say where the secret was saved already, and mask it when the terminal loses the focus."""
        if self._saved is not None:
            self.saved = True
            self.say(f"Saved to {clean(str(self._saved))}, readable by you alone.")
        elif self._problem:
            self.say(f"Not saved: {clean(self._problem)} The secret is still here.", failed=True)
        self.watch(self.app, "app_focus", self._mask_unseen, init=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to clear the clipboard only when there may be something on it."""
        if action == "clear" and not self._clipboard.copied_secret:
            return None
        return super().check_action(action, parameters)

    def _secret_line(self) -> Content:
        if not self.revealed:
            return _fact("Client secret", _MASK, "$text-warning")
        shown = clean(self._credentials.secret.get_secret_value(), _LONGEST_SHOWN)
        return _fact("Client secret", shown, "bold $text-warning")

    def watch_revealed(self, revealed: bool) -> None:
        """Show the secret for a while, or mask it."""
        self.query_one("#secret", Static).update(self._secret_line())
        if self._mask_timer is not None:
            self._mask_timer.stop()
        self._mask_timer = self.set_timer(MASKED_AFTER, self.mask) if revealed else None

    def mask(self) -> None:
        """Mask the secret."""
        self.revealed = False

    def _mask_unseen(self, has_focus: bool) -> None:
        if not has_focus:
            self.mask()

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show what became of the last thing that was asked for."""
        # While the panel closes, its children go before its workers do.
        for notice in self.query(Notice):
            notice.say(text, failed=failed)

    def action_reveal(self) -> None:
        """Show the secret, or mask it again."""
        self.revealed = not self.revealed

    @work(group="delivery", exclusive=True)
    async def action_copy(self) -> None:
        """Copy the secret."""
        secret = self._credentials.secret.get_secret_value()
        outcome = await self._clipboard.copy(secret, secret=True)
        if outcome.left:
            self.on_clipboard = outcome.certainty
        self._tell(outcome)

    @work(group="delivery", exclusive=True)
    async def action_copy_id(self) -> None:
        """Copy the client ID."""
        outcome = await self._clipboard.copy(self._credentials.client_id)
        if outcome.left:
            # It took the secret's place.
            self.on_clipboard = Certainty.FAILED
        self._tell(outcome, "Client ID: ")

    @work(group="delivery", exclusive=True)
    async def action_clear(self) -> None:
        """Clear the clipboard."""
        outcome = await self._clipboard.clear()
        if outcome.left:
            self.on_clipboard = Certainty.FAILED
        self._tell(outcome)

    def _tell(self, outcome: Outcome, about: str = "") -> None:
        if self.is_mounted:
            self.say(f"{about}{outcome.text}", failed=not outcome.left)
            self.refresh_bindings()

    @work(group="dialog")
    async def action_save(self) -> None:
        """Save the credentials to a file."""
        if not self.is_active:
            return
        saved = await self.app.push_screen_wait(SaveSecret(self._credentials))
        if saved is not None:
            self._saved, self.saved = saved, True
            self.say(f"Saved to {clean(str(saved))}, readable by you alone.")

    def action_curl(self) -> None:
        """Show a command that signs in with the pair, and how it gets the secret."""
        self.say(
            curl_command(
                self._credentials.base_url,
                self._credentials.client_id,
                saved=self._saved,
                ca_file=self._session.settings.ca_file,
            )
        )

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
        text = f"{answer.reason} It took {answer.seconds:.2f} s."
        self.post_message(self.Tested(text, accepted=answer.accepted))

    @on(Tested)
    def _show_test(self, event: Tested) -> None:
        event.stop()
        self.say(event.text, failed=not event.accepted)

    def action_cancel(self) -> None:
        """Leave; ask first if the secret would be lost."""
        self.leave()

    @work(group="dialog")
    async def leave(self, *, ending: bool = False) -> None:
        """Close the panel, after asking if the secret was neither copied nor saved.

        Args:
            ending: Whether the program is to end with it.
        """
        if not self.is_active:
            return
        delivered = self.saved or self.on_clipboard is Certainty.VERIFIED
        was_sent = self.on_clipboard is Certainty.SENT
        question = LeaveSecret(self._credentials.name, was_sent=was_sent)
        if not delivered and not await self.app.push_screen_wait(question):
            return
        self.mask()
        # Textual may hold on to a closed screen for a while.
        self._credentials = self._credentials.without_secret()
        self.close(ending)


def _fact(label: str, text: str, style: str) -> Content:
    return Content.assemble((f"{label:<14} ", "$quiet"), (text, style))
