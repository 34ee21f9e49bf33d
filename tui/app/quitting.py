"""Quitting: questions before the program ends, and texts to print after it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ..runtime.crash_report import crash_message
from ..text import clean

if TYPE_CHECKING:
    from textual.app import App

    from ..delivery.clipboard import Clipboard
    from ..delivery.print_at_exit import Printout
    from .session_switch import SessionSwitch


@runtime_checkable
class HoldsQuit(Protocol):
    """A dialog that may delay the end of the program."""

    @property
    def left_open(self) -> str:
        """Text to print if the program ends while this dialog is open; empty for none."""

    def hold_quit(self) -> bool:
        """Handle a request to quit; return whether the program has to keep running for now."""


class Quitting:
    """Ends the program, after asking about secrets and requests in progress."""

    def __init__(self, app: App[Any], sessions: SessionSwitch, clipboard: Clipboard) -> None:
        self._app = app
        self._sessions = sessions
        self._clipboard = clipboard
        self.keep_clipboard = False
        """Whether a copied secret stays on the clipboard."""
        self.bug_report = ""
        """Report to print about the bug that has ended the program."""
        self.left_open: list[str] = []
        """Texts to print about changes and secrets left unfinished."""
        self.printouts: list[Printout] = []
        """Secrets to print."""

    def print_at_exit(self, printout: Printout) -> None:
        """Keep a secret until the program has ended, and print it then."""
        self.printouts.append(printout)
        # In case the user then decides not to quit.
        text = f"The secret of {clean(printout.name)} is printed when the program ends."
        self._app.notify(text, markup=False)

    async def quit(self) -> None:
        """Quit, after asking about open requests, pending deletes and secrets."""
        if any(dialog.hold_quit() for dialog in self._dialogs):
            return
        if self._sessions.current.deletes:
            self._app.run_worker(self._settle_deletes(), group="dialog")
        elif self._clipboard.copied_secret:
            self._app.run_worker(self._settle_clipboard(), group="dialog")
        else:
            self._app.exit()

    @property
    def _dialogs(self) -> list[HoldsQuit]:
        return [screen for screen in self._app.screen_stack if isinstance(screen, HoldsQuit)]

    async def _settle_deletes(self) -> None:
        from .dialogs.delete.quit_with_pending import QuitWithPending, settle_pending

        if isinstance(self._app.screen, QuitWithPending):
            return
        if await settle_pending(self._app, self._sessions.current.deletes):
            await self.quit()

    async def _settle_clipboard(self) -> None:
        from .ask import ask
        from .dialogs.base.yes_no import YesNo, is_asking
        from .dialogs.secret.questions import CLEAR_CLIPBOARD

        if is_asking(self._app.screen, CLEAR_CLIPBOARD):
            return
        clear = await ask(self._app, YesNo(CLEAR_CLIPBOARD))
        if clear is None:
            return
        outcome = await self._clipboard.clear() if clear else None
        if outcome is not None and not outcome.left:
            self._app.notify(outcome.text, title="Clipboard", severity="error", markup=False)
            return
        self.keep_clipboard = not clear
        self._app.exit()
        if outcome is not None:
            self.left_open.append(outcome.text)

    def note_left_open(self) -> None:
        """Record changes and secrets that are left unfinished, as the program is about to end."""
        deletes = self._sessions.current.deletes
        # A delete that is reported as not sent must not be sent afterwards.
        deletes.pause()
        texts = (dialog.left_open for dialog in self._dialogs)
        self.left_open = [*filter(None, texts), *deletes.left_open]

    def note_bug(self, error: BaseException) -> None:
        """Record a bug, to be reported at the end; the first one counts."""
        self.bug_report = self.bug_report or crash_message(error)
