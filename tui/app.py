"""The application: its screens, its look, and the life of its connection."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import App
from textual.binding import Binding, BindingType

from .crash import EXIT_STATUS, last_words
from .delivery.clipboard import Clipboard
from .dialogs.clear_clipboard import ClearClipboard
from .dialogs.request import RequestDialog
from .dialogs.secret_panel import SecretPanel
from .palette import VerbProvider
from .screens.all_keys import AllKeysScreen
from .screens.help import HelpScreen
from .screens.keys_screen import KeysScreen
from .screens.my_keys import MyKeysScreen
from .screens.sign_in import SignInScreen
from .signals import obey_signals
from .themes import DARK, own_variables
from .widgets.verbs import verbs_of

if TYPE_CHECKING:
    from .delivery.pending import Pending
    from .session import Session


class AccessKeysApp(App[None]):
    """Two screens of keys on one session."""

    TITLE = "runai-keys"
    CSS_PATH = "app.tcss"
    COMMANDS = {VerbProvider}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "show('mine')", "My keys", show=False, id="app.mine", tooltip="Your own keys"),
        Binding("2", "show('all')", "All keys", show=False, id="app.all", tooltip="Everybody's"),
        Binding(
            "colon",
            "command_palette",
            "Palette",
            show=False,
            id="app.palette",
            tooltip="Find everything that can be done by its name",
        ),
        Binding("question_mark", "help", "Help", id="app.help", tooltip="Every key"),
        Binding("q", "quit", "Quit", id="app.quit", tooltip="Leave the program"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, system=True),
    ]

    def __init__(self, session: Session, pending: Pending | None = None) -> None:
        super().__init__()
        self._session = session
        self._key_clipboard = Clipboard(
            os.environ, self._write_to_terminal, route=session.settings.clipboard
        )
        self._keep_clipboard = False
        self.add_mode("mine", lambda: MyKeysScreen(session, self._key_clipboard, pending))
        self.add_mode("all", lambda: AllKeysScreen(session, self._key_clipboard))

    def on_mount(self) -> None:
        """Show the user's keys, or ask for credentials first."""
        if not self.is_headless:
            obey_signals(self)
        self.register_theme(DARK)
        self.theme = DARK.name
        if self._session.ready:
            self.switch_mode("mine")
        else:
            self._sign_in()

    @work(group="dialog")
    async def _sign_in(self) -> None:
        if await self.push_screen_wait(SignInScreen(self._session)):
            self.switch_mode("mine")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Add the program's own tokens to whatever theme is chosen."""
        return own_variables(self.current_theme)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys that were typed ahead of a dialog without effect."""
        screen = self.screen if self._screen_stack else None
        if isinstance(screen, KeysScreen) and screen.opening:
            return None
        return super().check_action(action, parameters)

    def action_show(self, mode: str) -> None:
        """Show one of the lists."""
        if mode != self.current_mode:
            self.switch_mode(mode)

    def action_help(self) -> None:
        """Show every key of the active screen."""
        self.push_screen(HelpScreen(verbs_of(self.screen)))

    async def action_quit(self) -> None:
        """Leave the program, but leave no secret and no request behind unasked."""
        if isinstance(self.screen, RequestDialog) and self.screen.waiting:
            self.screen.action_cancel()
            return
        panel = next((s for s in self.screen_stack if isinstance(s, SecretPanel)), None)
        if panel is not None:
            panel.leave(ending=True)
        elif self._key_clipboard.copied_secret:
            self._quit_after_clearing()
        else:
            self.exit()

    @work(group="dialog")
    async def _quit_after_clearing(self) -> None:
        if isinstance(self.screen, ClearClipboard):
            return
        clear = await self.push_screen_wait(ClearClipboard())
        if clear is None:
            return
        if clear:
            await self._key_clipboard.clear()
        self._keep_clipboard = not clear
        self.exit()

    def action_help_quit(self) -> None:
        """Say what to press instead of ctrl+c."""
        self.notify("q leaves the program; in a dialog it goes back.", markup=False)

    async def on_unmount(self) -> None:
        """Close the connection once nothing uses it any more."""
        self.workers.cancel_all()
        await asyncio.sleep(0)
        await self._key_clipboard.aclose(keep=self._keep_clipboard)
        await self._session.aclose()

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print every local variable of every frame, secrets among them. This is its
        # own method but for the traceback; it has no public hook for that.
        self._return_code = EXIT_STATUS
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._exit_renderables.append(Text(last_words(error)))
        self._close_messages_no_wait()

    def _write_to_terminal(self, sequence: str) -> None:
        # App.copy_to_clipboard would keep the text in the application.
        if self._driver is not None:
            self._driver.write(sequence)
