"""Panel that shows a new secret, once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from ....delivery.outcome import Certainty
from ....text import ODD_ID, clean
from ...keymap import key_name
from ...widgets.bindings_view import bind
from ...widgets.label_value import label_value
from ...widgets.masked_secret import LABEL, MaskedSecret
from ...widgets.status_line import StatusLine
from ..base.dialog import Dialog
from ..base.yes_no import ask
from .questions import leave_question, left_behind, print_question
from .recording_notice import RecordingNotice
from .route_line import RouteLine
from .save_secret import SaveSecret
from .try_credentials import SignInTest, sign_in_command, sign_in_with

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import SecretStr
    from textual.app import ComposeResult

    from ....delivery.clipboard import Clipboard
    from ....delivery.outcome import Outcome
    from ....session.session import Session
    from ....workflows.issue_secret import IssuedSecret


_NOT_EVEN_ASKED = (
    "in a screencast no secret is put on the terminal. "
    f"{key_name('secret.save')} saves it to a file."
)

_SLOW = 0.8
"""Seconds until a copy is slow enough to say that it is under way."""


@dataclass(frozen=True)
class PanelResult:
    """Requests of the user that outlive the panel."""

    ending: bool = False
    """Whether the program is to end."""
    to_print: SecretStr | None = None
    """The secret, if it is to be printed then."""


class SecretPanel(Dialog[PanelResult]):
    """Shows credentials and hands them over; the only place where a secret can be seen.

    Until it was saved, or copied for certain, leaving asks first. Nothing holds the secret
    afterwards, unless it is to be printed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("secret.copy", "copy", "Copy secret", tooltip="Copy it to your clipboard"),
        bind("secret.save", "save", "Save", tooltip="Save it to a file that only you can read"),
        bind("secret.reveal", "reveal", "Reveal", tooltip="Show or mask it"),
        bind("secret.test", "test", "Test", tooltip="Test it by signing in"),
        bind("secret.copy_id", "copy_id", "Copy ID", tooltip="Copy the client ID"),
        bind("secret.curl", "curl", "curl", tooltip="Show or copy a curl command"),
        bind("secret.print", "print", "Print", tooltip="Print it at the end of the program"),
        bind("secret.clear", "clear", "Clear", tooltip="Clear the clipboard"),
        bind("app.cancel", "cancel", "Leave", tooltip="Close the panel"),
        Binding("ctrl+c", "cancel", show=False, system=True),
    ]

    AVAILABLE: ClassVar = {"clear": lambda panel: panel.may_clear or None}

    ALLOW_SELECT = False
    """Selected text could be copied without the panel knowing."""

    saved: var[bool] = var(False)
    printing: var[bool] = var(False)
    """Whether it is to be printed when the program ends."""
    on_clipboard: var[Certainty] = var(Certainty.FAILED)
    """Certainty that the clipboard has the secret."""

    class Tested(Message):
        """The server has answered a sign-in with the credentials."""

        def __init__(self, test: SignInTest) -> None:
            super().__init__()
            self.test = test

    def __init__(self, issued: IssuedSecret, session: Session, clipboard: Clipboard) -> None:
        super().__init__()
        self.credentials = issued.credentials
        self.saved_to: Path | None = issued.saved
        self._problem = issued.problem
        self._session = session
        self._clipboard = clipboard
        self._command = ""
        """The command that is shown, as long as it is."""

    @property
    def left_open(self) -> str:
        """Text about a secret that nobody has: it can only be replaced."""
        if self.saved or self.printing or self.on_clipboard is Certainty.VERIFIED:
            return ""
        return left_behind(self.credentials.name, self.on_clipboard)

    @property
    def box_title(self) -> str:
        """The title."""
        return "New secret: shown only now"

    def compose_box(self) -> ComposeResult:
        """Lay out the panel."""
        for label, text in (
            ("Name", self.credentials.name),
            ("Client ID", self.credentials.client_id),
        ):
            yield Static(label_value(label, text, width=len(LABEL)), classes="fact")
        hides = self._session.disguise.hides
        yield MaskedSecret(
            self.credentials.without_secret().secret if hides else self.credentials.secret
        )
        yield Static(
            "Copy or save the secret now. When this panel closes, nobody can show it again.",
            classes="consequence",
        )
        yield RouteLine(self._clipboard, hides=hides)
        if not hides:
            yield RecordingNotice(self._clipboard)
        yield StatusLine()

    def on_mount(self) -> None:
        """Show whether the secret was saved."""
        if self.saved_to is not None:
            self.saved = True
            self._say_saved(self.saved_to)
        elif self._problem:
            self.say(f"Not saved: {clean(self._problem)} The secret is still here.", failed=True)

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show the result of the last action."""
        self._command = ""
        super().say(text, failed=failed)

    @property
    def may_clear(self) -> bool:
        """Whether a secret may be on the clipboard."""
        return self._clipboard.copied_secret

    def mask(self) -> None:
        """Mask the secret."""
        self.query_one(MaskedSecret).mask()

    def action_reveal(self) -> None:
        """Show the secret, or mask it again."""
        if self._session.disguise.hides:
            self.say(f"Not shown: {_NOT_EVEN_ASKED}", failed=True)
        elif self.query_one(MaskedSecret).revealed:
            self.mask()
        else:
            self._reveal()

    @work(group="reveal", exclusive=True)
    async def _reveal(self) -> None:
        if not await self.query_one(RecordingNotice).asks(self._reveal):
            self.query_one(MaskedSecret).revealed = True

    @work(group="delivery", exclusive=True)
    async def action_copy(self) -> None:
        """Copy the secret."""
        for notice in self.query(RecordingNotice):
            if await notice.asks(self.action_copy, copies=True):
                return
        secret = self.credentials.secret.get_secret_value()
        slow = self.set_timer(_SLOW, lambda: self.say("Copying…"))
        try:
            outcome = await self._clipboard.copy(secret, secret=True)
        finally:
            slow.stop()
        if outcome.left:
            self.on_clipboard = outcome.certainty
        self._tell(outcome)

    @work(group="delivery", exclusive=True)
    async def action_copy_id(self) -> None:
        """Copy the client ID."""
        self._take_place(
            await self._clipboard.copy_id(self.credentials.real.client_id), "Client ID: "
        )

    def action_curl(self) -> None:
        """Show a curl command that signs in; copy it once it is shown.

        A selection on the screen would have the frame and the line breaks in it.
        """
        if self._command:
            self._copy_command(self._command)
        elif self.credentials.plain_id:
            command = sign_in_command(self.credentials, self._session, self.saved_to)
            shown = self._session.disguise.text(command)
            self.say(f"{key_name('secret.curl')} again copies this command:\n{shown}")
            self._command = command
        else:
            self.say(f"No command: {ODD_ID}.", failed=True)

    def action_test(self) -> None:
        """Sign in with the credentials."""
        if self.credentials.plain_id:
            self.say("Signing in with it…")
            self._test()
        else:
            self.say(f"Not tested: {ODD_ID}.", failed=True)

    @work(group="test", exclusive=True)
    async def _test(self) -> None:
        self.post_message(self.Tested(await sign_in_with(self.credentials, self._session)))

    @on(Tested)
    def _show_test(self, event: Tested) -> None:
        event.stop()
        self.say(event.test.text, failed=not event.test.accepted)

    @work(group="delivery", exclusive=True)
    async def _copy_command(self, command: str) -> None:
        self._take_place(await self._clipboard.copy(command), "Command: ")

    def _take_place(self, outcome: Outcome, about: str) -> None:
        if outcome.left:
            # The secret is on the clipboard no more.
            self.on_clipboard = Certainty.FAILED
        self._tell(outcome, about)

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

    def on_screen_suspend(self) -> None:
        """Show no secret behind another dialog."""
        self.mask()

    def action_save(self) -> None:
        """Save the credentials to a file."""
        if self.is_active:
            self.app.push_screen(SaveSecret(self.credentials), self._note_saved)

    def _note_saved(self, path: Path | None) -> None:
        if path is not None:
            self.saved_to, self.saved = path, True
            self._say_saved(path)

    def _say_saved(self, path: Path) -> None:
        without = "" if self.credentials.plain_id else f"; without a client ID: {ODD_ID}"
        where = self._session.disguise.text(clean(str(path)))
        self.say(f"Saved to {where}, readable by you alone{without}.")

    def action_cancel(self) -> None:
        """Leave; ask first if the secret would be lost."""
        self.leave()

    def hold_quit(self) -> bool:
        """Leave the panel first, and quit with that."""
        self.leave(ending=True)
        return True

    def leave(self, *, ending: bool = False) -> None:
        """Close the panel, after asking if the secret was neither copied nor saved.

        Args:
            ending: Whether the program is to end with it.
        """
        if not self.is_active:
            return
        certainty, let_go = self.on_clipboard, partial(self._let_go, ending=ending)
        if self.saved or certainty is Certainty.VERIFIED:
            let_go()
        else:
            ask(self, leave_question(self.credentials.name, certainty), let_go)

    def _let_go(self, *, ending: bool) -> None:
        secret = self.credentials.secret if self.printing else None
        self.query_one(MaskedSecret).forget()
        self.credentials = self.credentials.without_secret()
        self.close(PanelResult(ending=ending, to_print=secret))

    def action_print(self) -> None:
        """Quit, and print the secret after that."""
        if self._session.disguise.hides:
            self.say(f"Not printed: {_NOT_EVEN_ASKED}", failed=True)
            return
        secret = self.credentials.secret.get_secret_value()
        if secret.isascii() and secret.isprintable():
            ask(self, print_question(self.credentials.name, self._clipboard.recorders), self._print)
        else:
            reason = "it has characters that a terminal could change or obey"
            self.say(f"Not printed: {reason}.", failed=True)

    def _print(self) -> None:
        self.printing = True
        self._let_go(ending=True)
