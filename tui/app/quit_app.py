"""How the application ends: asked to, or by a bug of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on, work

from ..runtime.crash_report import last_words
from ..text import clean
from .dialogs.base.dialog import Dialog, left_open
from .messages import PrintRequested
from .session_app import ConnectedApp

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..delivery.print_at_exit import Printout
    from ..delivery.undelivered import UndeliveredNotes
    from ..session.session import Session


class LeavingApp(ConnectedApp):
    """Ends without leaving a secret or a request behind unasked, and tells what is left open."""

    def __init__(self, session: Session, pending: UndeliveredNotes | None = None) -> None:
        super().__init__(session, pending)
        self.last_words = ""
        """What is to be said of a bug, once the terminal is given back."""
        self.left_open: list[str] = []
        """What is to be said then of changes and secrets that the program ended over."""
        self.printouts: list[Printout] = []
        """What is to be printed then."""

    @on(PrintRequested)
    def _keep_for_the_end(self, event: PrintRequested) -> None:
        event.stop()
        self.printouts.append(event.printout)
        # Read by whoever stays, for what else has to be asked about.
        said = f"The secret of {clean(event.printout.name)} is printed when the program ends."
        self.notify(said, markup=False)

    async def action_quit(self) -> None:
        """Leave the program, but leave no secret and no request behind unasked."""
        dialogs = [screen for screen in self.screen_stack if isinstance(screen, Dialog)]
        if dialogs and self._is_held_up_by(dialogs):
            return
        if self._session.deletes:
            self._quit_after_deletes()
        elif self._key_clipboard.copied_secret:
            self._quit_after_clearing()
        else:
            self.exit()

    def _is_held_up_by(self, dialogs: list[Dialog[Any]]) -> bool:
        from .dialogs.delete.bulk_progress import BulkProgress
        from .dialogs.requests.request_dialog import RequestDialog
        from .dialogs.secret.secret_panel import SecretPanel

        requests = [
            dialog for dialog in dialogs if isinstance(dialog, RequestDialog | BulkProgress)
        ]
        panels = [dialog for dialog in dialogs if isinstance(dialog, SecretPanel)]
        if waiting := [dialog for dialog in requests if dialog.waiting]:
            waiting[0].action_cancel()
        elif panels:
            panels[0].leave(ending=True)
        return bool(waiting or panels)

    @work(group="dialog")
    async def _quit_after_deletes(self) -> None:
        from .dialogs.delete.quit_with_pending import QuitWithPending, settle_pending

        if not isinstance(self.screen, QuitWithPending) and await settle_pending(
            self, self._session.deletes
        ):
            await self.action_quit()

    @work(group="dialog")
    async def _quit_after_clearing(self) -> None:
        from .dialogs.secret.clear_clipboard import ClearClipboard

        if isinstance(self.screen, ClearClipboard):
            return
        clear = await self.push_screen_wait(ClearClipboard())
        if clear is None:
            return
        cleared = await self._key_clipboard.clear() if clear else None
        if cleared is not None and not cleared.left:
            self.notify(cleared.text, title="Clipboard", severity="error", markup=False)
            return
        self._keep_clipboard = not clear
        self.exit()
        if cleared is not None:
            self.left_open.append(cleared.text)

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """End the program, and note what is left open."""
        self._note_what_is_left_open()
        super().exit(result, return_code, message)

    def _note_what_is_left_open(self) -> None:
        # Nothing may be sent any more that is about to be called not sent.
        self._session.deletes.hold()
        self.left_open = left_open(self.screen_stack) + self._session.deletes.left_open

    def note_bug(self, error: BaseException) -> None:
        """Report a bug, to be told of at the end; the first one counts."""
        self.last_words = self.last_words or last_words(error)

    def before_crash(self, error: BaseException) -> None:
        """Report the bug that ends the program, and note what is left open."""
        self.note_bug(error)
        self._note_what_is_left_open()
