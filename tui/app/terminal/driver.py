"""Driver for Linux and macOS that writes only changes, and restores the terminal."""

from __future__ import annotations

import os
import signal
import termios
from contextlib import ExitStack, suppress
from functools import cached_property
from time import sleep
from types import FrameType
from typing import TYPE_CHECKING, Any

from textual import constants
from textual.drivers.linux_driver import LinuxDriver

from ...delivery.osc52 import CLIPBOARD_QUERY
from ...runtime.early_screen import erase_lines
from ...runtime.watchdog import is_controlling_terminal, is_in_background
from .input_reader import InputReader, escape_delay
from .mouse_modes import MOUSE_SEQUENCES, MouseModes
from .screen_diff import Frames
from .sequence_filter import ASK_FOR_FRAMES, Features, drop_foreign_sequences, is_frame
from .tolerant_file import TolerantFile

if TYPE_CHECKING:
    from textual.message import Message
    from textual.timer import Timer

    from ...runtime.early_screen import EarlyScreen
    from .identity import IdentityQuery
    from .textual_internals import CrashSafeApp

_OTHER_SCREEN = "\x1b[?1049h"

_BEGIN_FRAME, _END_FRAME = "\x1b[?2026h", "\x1b[?2026l"
"""Brackets of a synchronized update, on terminals that then show a frame as a whole."""

_EMPTY_FRAME = _BEGIN_FRAME + _END_FRAME

_QUERIES = {
    ASK_FOR_FRAMES: InputReader.expect_reply,
    CLIPBOARD_QUERY: InputReader.expect_clipboard,
}
"""Queries, each with the method that makes the input reader expect the reply."""

_WATCHDOG_DELAY = 0.1
"""Seconds for the watchdog to handle the other signal first."""

_SIZE_TICK = 1.0
"""Seconds between checks of the size where no signal reports a resize, as under `su -c`."""


class Driver(LinuxDriver):
    """Driver that writes only what differs from the screen, and no escape sequences from texts.

    It erases the screen at the end, can lend the terminal to another program, and reports a failure
    of the input thread like any other bug.
    """

    def __init__(
        self,
        app: CrashSafeApp,
        *,
        mouse: bool = True,
        **options: Any,  # noqa: ANN401 - Textual's own
    ) -> None:
        # With mouse=True Textual always sets and resets its modes, which ours replace.
        super().__init__(app, mouse=True, **options)
        self.app = app
        self._mouse_modes = MouseModes(is_on=mouse, moves=app.animation_level != "none")
        self._file: Any = TolerantFile(self._file)
        self._input = InputReader(
            self.fileno, debug=constants.DEBUG, escape_delay=escape_delay(os.environ)
        )
        self._frames = Frames(app)
        self._early: EarlyScreen | None = None
        """The early screen, until the application has taken the terminal over."""
        self._held_back = ""
        """The output of an unfinished synchronized update."""
        self._asks_after_frame = False
        self._features = Features()
        self._size_watch: Timer | None = None
        self._loan = ExitStack()
        self._is_lent = False
        self._resume = signal.getsignal(signal.SIGCONT)
        signal.signal(signal.SIGCONT, self._continue)

    def write(self, data: str) -> None:
        """Write an escape sequence, or the difference between a frame and the screen."""
        data = self._features.instead_of(data)
        if self._is_lent or not data:
            return
        if expect := _QUERIES.get(data):
            expect(self._input)
        if data == _BEGIN_FRAME:
            self._held_back = data
        elif data == _END_FRAME:
            self._end_frame()
        elif self._held_back:
            # Written as a whole, since each write wakes the writer thread.
            self._held_back += self._reduced(data)
        else:
            if reduced := self._reduced(data):
                super().write(reduced)
            if self._frames.has_begun:
                self._ask_for_identity()

    def _end_frame(self) -> None:
        frame, self._held_back = self._held_back + _END_FRAME, ""
        if frame != _EMPTY_FRAME:
            super().write(frame)
            self._ask_for_identity()

    def identify_terminal(self) -> None:
        """Query the terminal's identity after the next frame; the reply is `TerminalReplied`."""
        self._asks_after_frame = self._can_be_asked

    @property
    def _can_be_asked(self) -> bool:
        return os.isatty(self.fileno) and self._file.isatty()

    def _ask_for_identity(self) -> None:
        if self._asks_after_frame:
            self._asks_after_frame = False
            self._identity.ask()

    @cached_property
    def _identity(self) -> IdentityQuery:
        # Imported late, so that the first frame does not wait for it.
        from .identity import IdentityQuery

        return IdentityQuery(self.app, self._input, super().write)

    def identify_again(self, *, is_around: bool = False) -> bool:
        """Query the terminal's identity again; return whether it can be queried.

        Args:
            is_around: Whether to query the outer terminal of GNU screen.
        """
        if self._is_lent or not self._can_be_asked:
            return False
        self._identity.ask(is_around=is_around, notes_silence=is_around)
        return True

    def use(self, *, frames: bool, keys: bool) -> None:
        """Enable features that the terminal is known to support.

        Args:
            frames: Whether synchronized updates may be queried.
            keys: Whether it supports the kitty keyboard protocol.
        """
        for sequence in self._features.use(frames=frames, keys=keys):
            self.write(sequence)

    def _reduced(self, data: str) -> str:
        """Return the replacement for Textual's output."""
        if data in MOUSE_SEQUENCES:
            return self._mouse_modes.instead_of(data)
        if data == _OTHER_SCREEN and self._early is not None:
            # The alternate screen is shown already, and some terminals would clear it.
            return ""
        data = drop_foreign_sequences(data)
        return self._frames.reduced(data) if is_frame(data) else data

    def _get_terminal_size(self) -> tuple[int, int]:
        """Return the size of the terminal; Textual asks standard output, which may be a pipe."""
        self._frames.note_size_asked()
        try:
            columns, lines = os.get_terminal_size(self.fileno)
        except OSError:
            columns = lines = 0
        return (columns, lines) if columns and lines else super()._get_terminal_size()

    def forget_screen(self) -> None:
        """Write the next frame in full, because the screen shows something else."""
        self._frames.forget_screen()

    def repaint(self) -> None:
        """Repaint the screen, as another program may have written on it."""
        self._frames.repaint()

    def start_application_mode(self) -> None:
        """Take the terminal."""
        self._frames.begin()
        early = self.app.early_screen
        self._early = early if early is not None and early.is_shown else None
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        except BaseException:
            # Without a writer thread, nothing has changed: the early screen restores the terminal.
            if self._is_taken:
                # The input thread could not be started.
                self._take_over()
                self.stop_application_mode()
            raise
        self._take_over()
        if self._size_watch is None and not is_controlling_terminal(self.fileno):
            self._size_watch = self.app.set_interval(_SIZE_TICK, self._look_at_size)

    def _take_over(self) -> None:
        """Take the terminal over from the early screen, if there is one."""
        if self._early is not None:
            self._frames.go_on_from(self._early)
            self.attrs_before, self._early = self._early.hand_over(), None

    def _look_at_size(self) -> None:
        """Raise SIGWINCH on a resize, as the kernel sends it only to the terminal's session."""
        if self._get_terminal_size() != tuple(self.app.size):
            signal.raise_signal(signal.SIGWINCH)

    @property
    def _is_taken(self) -> bool:
        """Whether the application controls the terminal, not the shell or another program."""
        return self._writer_thread is not None and self._writer_thread.is_alive()

    def close(self) -> None:
        """Stop the writer thread, if it was started."""
        with suppress(RuntimeError):
            super().close()

    def lend(self) -> None:
        """Lend the terminal to another program, and write nothing until it is taken back."""
        self.suspend_application_mode()
        self._is_lent = True
        self._loan.enter_context(self.no_automatic_restart())

    def take_back(self) -> None:
        """Take the terminal back after it was lent."""
        self._restore_attributes()
        self._is_lent, self._held_back = False, ""
        self._loan.close()
        self.resume_application_mode()

    @property
    def has_mouse(self) -> bool:
        """Whether the terminal reports the mouse to the program."""
        return self._mouse_modes.is_on

    def report_mouse(self, on: bool) -> None:
        """Turn mouse reports on or off; without them the terminal selects text."""
        self._mouse_modes.is_on = on
        super().write(self._mouse_modes.sequence(on=on))

    def stop_application_mode(self) -> None:
        """Erase the screen, and give the terminal back.

        GNU screen, and tmux with some settings, have no alternate screen: without erasing, the last
        frame would stay, and move into the scrollback.
        """
        if self._is_lent:
            self._restore_attributes()
            return
        super().write(erase_lines(self.app.size.height))
        super().stop_application_mode()

    def _restore_attributes(self) -> None:
        # The other program may have been killed before it could restore them.
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def disable_input(self) -> None:
        """Stop the input thread, by waking it up instead of waiting for its next check."""
        self._input.await_reply()
        self._input.wake()
        super().disable_input()
        self._input.clear_wake()

    def _continue(self, number: int, frame: FrameType | None) -> None:
        """Take the terminal again after SIGCONT."""
        if is_in_background(self.fileno):
            # Textual is about to stop the process again. But a shell that ends a stopped job has
            # sent another signal before this one, and the watchdog has to get that first.
            sleep(_WATCHDOG_DELAY)
        elif self._is_taken:
            # SIGSTOP did not give it back, and taking it twice would start two readers.
            self.suspend_application_mode()
            self.app.call_later(self.repaint)
        if callable(self._resume):
            self._resume(number, frame)

    def send_message(self, message: Message) -> None:
        """Pass on what was read, from the thread that reads; Textual makes a task of each."""
        self.app.post_message(message)

    def run_input_thread(self) -> None:
        """Read keys; Textual would print the text of an error here."""
        try:
            self._input.read(self.process_message, self.exit_event)
        except OSError:  # the terminal is gone, which the watchdog notices
            return
        except Exception as error:  # noqa: BLE001 - nothing else would report it
            self.app.call_later(self.app.crash, error)
