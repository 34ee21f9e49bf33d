"""Textual's driver for Linux and macOS, without ways by which it lets out what it should not."""

from __future__ import annotations

import termios
from contextlib import suppress
from time import sleep
from typing import IO, TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

from ...runtime.watchdog import is_in_background
from .input_reader import Keyboard
from .screen_diff import Painted
from .sequence_filter import guarded, is_frame

if TYPE_CHECKING:
    from textual.geometry import Size

_TO_THE_TOP = "\x1b[H"
_ERASE_LINE = "\x1b[2K\x1b[B"
"""Line by line: what a terminal is told to clear as a whole may go to its scrollback."""

_NO_MOUSE_MOVES, _MOUSE_DRAGS, _NO_MOUSE_DRAGS = "\x1b[?1003l", "\x1b[?1002h", "\x1b[?1002l"
"""What a mouse tells of while no button is pressed, and while one is."""

_NO_MOUSE_PIXELS = "\x1b[?1016l"

_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
"""What a frame is between, on terminals that then show it as a whole."""

_NOTHING_TO_SHOW = _BEGIN + _END

_FOR_THE_WATCHDOG = 0.1
"""Seconds."""


class _Screen:
    """What is drawn on, as far as Textual's thread for that needs it.

    That the terminal is gone is no bug of the drawing thread's. It goes on, because the event loop
    would stand still for ever without it; and the watchdog ends the program.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.fileno = file.fileno

    def write(self, text: str) -> None:
        """Write, if there still is a terminal."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Have it drawn, if there still is a terminal."""
        with suppress(OSError):
            self._file.flush()


class Driver(LinuxDriver):
    """Writes what Textual draws and no sequence that came with a text.

    It erases the screen before it is given back, and reports a failure to read keys as any bug.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Textual's own
        super().__init__(*arguments, **options)
        self._file: Any = _Screen(self._file)
        self._keyboard = Keyboard(self.fileno, debug=self._debug)
        self._painted = Painted()
        self._held_back = ""
        self._is_lent = False
        self._frame_size: Size | None = None

    def write(self, data: str) -> None:
        """Write what changes the screen, and nothing that nobody here has meant."""
        if self._is_lent:
            return
        if data == _BEGIN:
            self._held_back = data
            return
        if data == _END:
            data, self._held_back = f"{self._held_back}{data}", ""
            if data == _NOTHING_TO_SHOW:
                return
        else:
            data = guarded(data)
            if is_frame(data):
                self._note_frame_size()
                data = self._painted.least(data)
        if self._held_back:
            # At once, with its end: each piece by itself would wake the thread that writes.
            self._held_back += data
        elif data:
            super().write(data)

    def forget_screen(self) -> None:
        """Write the next frame as a whole, because something else stands there now."""
        self._painted.forget()

    def repaint(self) -> None:
        """Draw everything again: another program may have written on the screen."""
        self.forget_screen()
        self._redraw()

    def _redraw(self) -> None:
        self._app.refresh(layout=True)
        self._app.screen.refresh(layout=True)

    def _note_frame_size(self) -> None:
        """Draw the first frame of another size as if nothing stood there, and again.

        The last frame of the old size may come after the terminal has taken the new one, and the
        first one of the new size holds only what has another place now.
        """
        # Of the layout: `screen.size` is that of the application, which is ahead of it.
        size = self._app.screen.outer_size
        if self._frame_size not in (None, size):
            self.forget_screen()
            self._app.call_later(self._redraw)
        self._frame_size = size or self._frame_size

    def start_application_mode(self) -> None:
        """Take the terminal."""
        self.forget_screen()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def lend(self) -> None:
        """Leave the terminal to another program, and write nothing meanwhile."""
        self.suspend_application_mode()
        self._is_lent, self._auto_restart = True, False

    def take_back(self) -> None:
        """Take the terminal again."""
        self._restore_attributes()
        self._is_lent, self._auto_restart, self._held_back = False, True, ""
        self.resume_application_mode()

    @property
    def has_mouse(self) -> bool:
        """Whether the mouse is taken from the terminal."""
        return self._mouse

    def take_mouse(self, take: bool) -> None:
        """Take the mouse, or leave it to the terminal, which then selects text by it."""
        self._mouse = True
        if take:
            self._enable_mouse_support()
        else:
            self._disable_mouse_support()
        self._mouse = take

    def _enable_mouse_support(self) -> None:
        super()._enable_mouse_support()
        if self._mouse and self._app.animation_level == "none":
            # Each step of a mouse that only passes by would be sent up a slow line.
            self.write(_NO_MOUSE_MOVES)
            self.write(_MOUSE_DRAGS)

    def _disable_mouse_support(self) -> None:
        super()._disable_mouse_support()
        if self._mouse:
            self.write(_NO_MOUSE_DRAGS)

    def _query_in_band_window_resize(self) -> None:
        # The last of what Textual asks at the start.
        self._keyboard.expect_answer()
        super()._query_in_band_window_resize()

    def _enable_in_band_window_resize(self) -> None:
        # A terminal tells its size at once.
        self._keyboard.expect_answer()
        super()._enable_in_band_window_resize()

    def stop_application_mode(self) -> None:
        """Give the terminal back.

        GNU screen, and tmux by a setting, have no second screen: there the last frame would stay,
        and move on to the scrollback.
        """
        if self._is_lent:
            self._restore_attributes()
            return
        lines = _ERASE_LINE * self._app.size.height
        super().write(f"\x1b[0m{_TO_THE_TOP}{lines}{_TO_THE_TOP}")
        # Which Textual leaves on.
        self.write(_NO_MOUSE_PIXELS)
        super().stop_application_mode()

    def _restore_attributes(self) -> None:
        # The other program may have changed them, and have been killed over it.
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def disable_input(self) -> None:
        """Read no more keys, without waiting until the reader looks by itself."""
        self._keyboard.await_answer()
        self._keyboard.wake()
        super().disable_input()
        self._keyboard.sleep()

    def _sigcont_application(self, *_: object) -> None:
        if is_in_background(self.fileno):
            # Textual is going to have the process stopped again. But if the shell ends a stopped
            # job, it has sent another signal before this one, and that has to be heard first.
            sleep(_FOR_THE_WATCHDOG)
        super()._sigcont_application()

    def run_input_thread(self) -> None:
        """Wait for keys; Textual would print the text of what goes wrong there."""
        try:
            self._keyboard.read(self.process_message, self.exit_event)
        except OSError:  # the terminal is gone, of which the watchdog hears
            return
        except Exception as error:  # noqa: BLE001 - nobody else would see it
            self._app.call_later(self._app._handle_exception, error)
