"""Panel that shows a new secret, once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from ....text import ODD_ID, clean
from ...cancellation import ends_when_cancelled
from ...keymap import key_name
from ...widgets.bindings_view import bind
from ...widgets.label_value import label_value
from ...widgets.masked_secret import LABEL, MaskedSecret
from ...widgets.status_line import StatusLine
from ..base.dialog import Dialog
from ..base.yes_no import ask
from .copying import Copying
from .deliveries import Deliveries
from .panel_result import PanelResult
from .questions import print_question
from .recording_notice import RecordingNotice
from .route_line import RouteLine
from .save_secret import SavedFile, SaveSecret
from .secret_places import SecretPlaces
from .try_credentials import Trial

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

    from ....delivery.clipboard import Clipboard
    from ....session.session import Session
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer

_HIDDEN = (
    "in a screencast no secret is put on the terminal. "
    f"{key_name('secret.save')} saves it to a file."
)

_COPY_IT = "Copy or save the secret now."
_ONCE = "When this panel closes, nobody can show it again."


class SecretPanel(Dialog[PanelResult]):
    """Shows and delivers new credentials; the only screen that can show a secret.

    Leaving asks first, until the secret was saved, or verifiably delivered or copied. Nothing holds
    the secret afterwards, unless it has to be printed.
    """

    box_title = "New secret: shown only now"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("secret.copy", "copy", "Copy secret", tooltip="Copy it to your clipboard"),
        bind("secret.save", "save", "Save", tooltip="Save it to a file that only you can read"),
        bind("secret.deliver", "deliver", "Deliver", tooltip="Deliver it to another target"),
        bind("secret.reveal", "reveal", "Reveal", tooltip="Show or mask it"),
        bind("secret.test", "test", "Test", tooltip="Test it by signing in"),
        bind("secret.copy_id", "copy_id", "Copy ID", tooltip="Copy the client ID"),
        bind("secret.curl", "curl", "curl", tooltip="Show or copy a curl command"),
        bind("secret.print", "print", "Print", tooltip="Print it at the end of the program"),
        bind("secret.clear", "clear", "Clear", tooltip="Clear the clipboard"),
        bind("app.cancel", "cancel", "Leave", tooltip="Close the panel"),
        Binding("ctrl+c", "cancel", show=False, system=True),
    ]

    AVAILABLE: ClassVar = {
        "clear": lambda panel: panel.may_clear or None,
        "deliver": lambda panel: panel.deliveries.may_choose,
        "print": lambda panel: panel.deliveries.is_idle or None,
    }

    ALLOW_SELECT = False
    """Selected text could be copied without the panel's knowledge."""

    def __init__(
        self,
        issued: IssuedSecret,
        session: Session,
        clipboard: Clipboard,
        issuer: SecretIssuer | None = None,
    ) -> None:
        """Prepare a panel.

        Args:
            issued: The new credentials.
            session: The session.
            clipboard: The clipboard.
            issuer: The request, whose target is delivered to at once.
        """
        super().__init__()
        self.credentials = issued.credentials
        self._problem = issued.problem
        self._session = session
        self._clipboard = clipboard
        self._copying = Copying(self, clipboard)
        self.deliveries = Deliveries(lambda: self.credentials, session, issuer)
        self.places = SecretPlaces(self.credentials.name, self._copying, self.deliveries)
        if issued.saved:
            self.places.saved = SavedFile(issued.saved, issued.saved_as)
        self._trial = Trial(self, session)

    @property
    def left_open(self) -> str:
        """Text about a secret that reached nobody, and can only be replaced."""
        return self.places.left_behind

    def compose_box(self) -> ComposeResult:
        """Lay out the panel."""
        made = self.credentials
        for label, text in (("Name", made.name), ("Client ID", made.client_id)):
            yield Static(label_value(label, text, width=len(LABEL)), classes="fact")
        hides = self._session.disguise.hides
        yield MaskedSecret((made.without_secret() if hides else made).secret)
        yield Static(self._urge, id="urge", classes="consequence")
        yield RouteLine(self._clipboard, hides=hides)
        if not hides:
            yield RecordingNotice(self._clipboard)
        yield self.deliveries
        yield StatusLine()

    def on_mount(self) -> None:
        """Show whether the secret was saved."""
        if self.places.saved:
            self._say_saved(self.places.saved.path)
        elif self._problem:
            self.say(f"Not saved: {clean(self._problem)} The secret is still here.", failed=True)

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show the result of the last action."""
        self._trial.shown_command = ""
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
            self.say(f"Not shown: {_HIDDEN}", failed=True)
        elif self.query_one(MaskedSecret).revealed:
            self.mask()
        else:
            self._reveal()

    @work(group="reveal", exclusive=True)
    async def _reveal(self) -> None:
        if not await self.query_one(RecordingNotice).asks(self._reveal):
            self.query_one(MaskedSecret).revealed = True

    @work(group="delivery", exclusive=True)
    @ends_when_cancelled
    async def action_copy(self) -> None:
        """Copy the secret."""
        for notice in self.query(RecordingNotice):
            if await notice.asks(self.action_copy, copies=True):
                return
        await self._copying.copy_secret(self.credentials.secret)

    @work(group="delivery", exclusive=True)
    async def action_copy_id(self) -> None:
        """Copy the client ID."""
        await self._copying.copy_id(self.credentials.real.client_id)

    def action_curl(self) -> None:
        """Show a curl command that signs in, or copy it if it is shown.

        Selecting it on the screen would include the frame and line breaks.
        """
        if command := self._trial.shown_command:
            self._copy_command(command)
        else:
            self._trial.show_command(self.credentials, self.places.saved)

    @work(group="test", exclusive=True)
    @ends_when_cancelled
    async def action_test(self) -> None:
        """Sign in with the credentials."""
        await self._trial.sign_in(self.credentials)

    @work(group="delivery", exclusive=True)
    async def _copy_command(self, command: str) -> None:
        await self._copying.copy_command(command)

    @work(group="delivery", exclusive=True)
    async def action_clear(self) -> None:
        """Clear the clipboard."""
        await self._copying.clear()

    def on_screen_suspend(self) -> None:
        """Show no secret behind another dialog."""
        self.mask()

    def action_save(self) -> None:
        """Save the credentials to a file."""
        if self.is_active:
            self.app.push_screen(SaveSecret(self.credentials), self._note_saved)

    def _note_saved(self, saved: SavedFile | None) -> None:
        if saved is not None:
            self.places.saved = saved
            self._say_saved(saved.path)

    def _say_saved(self, path: Path) -> None:
        without = "" if self.credentials.plain_id else f"; without a client ID: {ODD_ID}"
        where = self._session.disguise.text(clean(str(path)))
        self.say(f"Saved to {where}, readable by you alone{without}.")
        self._show_urge()

    @property
    def _urge(self) -> str:
        saved = "The secret is saved." if self.places.saved else ""
        return f"{saved or self.deliveries.summary or _COPY_IT} {_ONCE}"

    def _show_urge(self) -> None:
        self.query_one("#urge", Static).update(self._urge)

    def action_deliver(self) -> None:
        """Ask for a target, and deliver the secret to it."""
        self.deliveries.choose()

    @on(Deliveries.Changed)
    def _show_delivery(self, event: Deliveries.Changed) -> None:
        event.stop()
        self._show_urge()
        self.refresh_bindings()

    def action_cancel(self) -> None:
        """Stop the current delivery, or leave, after asking if the secret would be lost."""
        self.leave()

    def hold_quit(self) -> bool:
        """Leave the panel first, and quit with that."""
        self.leave(ending=True)
        return True

    def leave(self, *, ending: bool = False) -> None:
        """Stop the current delivery, or close the panel, after asking if the secret would be lost.

        Args:
            ending: Whether to end the program afterwards.
        """
        if not self.is_active:
            return
        if not self.deliveries.is_idle:
            self.deliveries.stop()
        elif (question := self.places.question) is None:
            self._let_go(ending=ending)
        else:
            ask(self, question, partial(self._let_go, ending=ending))

    def _let_go(self, *, ending: bool) -> None:
        places, arrived = self.places, self.deliveries.arrived
        secret = self.credentials.secret if places.printing else None
        self.query_one(MaskedSecret).forget()
        self.credentials = self.credentials.without_secret()
        self.close(PanelResult(ending, secret, arrived, places.in_words, places.is_certain))

    def action_print(self) -> None:
        """Quit, and print the secret afterwards."""
        if self._session.disguise.hides:
            self.say(f"Not printed: {_HIDDEN}", failed=True)
            return
        secret = self.credentials.secret.get_secret_value()
        if secret.isascii() and secret.isprintable():
            ask(self, print_question(self.credentials.name, self._clipboard.recorders), self._print)
        else:
            reason = "it has characters that a terminal could change or interpret"
            self.say(f"Not printed: {reason}.", failed=True)

    def _print(self) -> None:
        self.places.printing = True
        self._let_go(ending=True)
