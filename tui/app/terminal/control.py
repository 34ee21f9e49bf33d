"""Control of the terminal at run time: repaint, mouse, clipboard, lending it to a command."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...delivery.clipboard import Clipboard
from ..keymap import key_name
from .textual_internals import terminal_driver, write_to_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import App

    from ...config.settings import Settings

_NO_SHELL = (
    f"ctrl+z does nothing here: no shell would continue the program. {key_name('app.quit')} quits."
)
_IN_TMUX = (
    " If tmux takes it, a drag over a revealed secret copies that to a paste buffer and to your "
    "clipboard; with shift your terminal selects."
)
_LENT = "runai-keys: a command has the terminal; ctrl+c ends it."


class TerminalControl:
    """Functions of the program's own driver; without it, as in tests, they do nothing.

    Args:
        app: The application.
        before_lending: Called before another program gets the terminal.
    """

    def __init__(self, app: App[Any], before_lending: Callable[[], None]) -> None:
        self._app = app
        self._before_lending = before_lending

    def write(self, sequence: str) -> None:
        """Write an escape sequence."""
        write_to_terminal(self._app, sequence)

    def clipboard(self, settings: Settings) -> Clipboard:
        """Create the clipboard, which may write through the terminal."""
        return Clipboard(
            os.environ,
            self.write,
            route=settings.clipboard,
            clear_after=settings.clear_after,
            recorded=settings.screencast,
            identify=self.identify_again,
            identify_around=self.identify_around,
        )

    def identify(self) -> None:
        """Query the terminal's identity after the next frame."""
        if (driver := terminal_driver(self._app)) is not None:
            driver.identify_terminal()

    def identify_again(self) -> bool:
        """Query the terminal's identity now; return whether it can be queried."""
        driver = terminal_driver(self._app)
        return driver is not None and driver.identify_again()

    def identify_around(self) -> bool:
        """Query the identity of GNU screen's outer terminal; return whether it can be queried."""
        driver = terminal_driver(self._app)
        return driver is not None and driver.identify_again(is_around=True)

    def use(self, *, frames: bool, keys: bool) -> None:
        """Enable features that the terminal is known to support."""
        if (driver := terminal_driver(self._app)) is not None:
            driver.use(frames=frames, keys=keys)

    def forget_screen(self) -> None:
        """Write the next frame in full."""
        if (driver := terminal_driver(self._app)) is not None:
            driver.forget_screen()

    def repaint(self) -> None:
        """Repaint the screen, for example after another program has written on it."""
        if (driver := terminal_driver(self._app)) is not None:
            driver.repaint()

    def leave_mouse(self) -> None:
        """Leave the mouse to the terminal."""
        if (driver := terminal_driver(self._app)) is not None and driver.has_mouse:
            driver.report_mouse(False)

    def toggle_mouse(self, *, in_tmux: bool) -> None:
        """Turn mouse reports on or off, and notify the user.

        Args:
            in_tmux: Whether tmux gets the mouse if the program doesn't.
        """
        if (driver := terminal_driver(self._app)) is not None:
            driver.report_mouse(not driver.has_mouse)
            owner = "the program's" if driver.has_mouse else "your terminal's again"
            warned = _IN_TMUX if in_tmux and not driver.has_mouse else ""
            self._app.notify(f"The mouse is {owner}.{warned}", markup=False)

    def may_suspend(self) -> bool:
        """Return whether a shell could resume the program; if not, notify the user."""
        from ...runtime.job_control import can_be_resumed

        if can_be_resumed():
            return True
        self._app.notify(_NO_SHELL, severity="warning", markup=False)
        return False

    @contextmanager
    def lend(self) -> Iterator[None]:
        """Lend the terminal to a command, which may prompt for a password or show a code."""
        driver = terminal_driver(self._app)
        if driver is None:
            yield
            return
        self._before_lending()
        driver.lend()
        try:
            if sys.__stderr__ is not None:
                print(_LENT, file=sys.__stderr__, flush=True)
            yield
        finally:
            # If the application has ended meanwhile, the shell has the terminal.
            if self._app.return_code is None:
                driver.take_back()
                driver.repaint()
