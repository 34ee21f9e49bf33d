"""Reads what the terminal sends; unlike Textual's reader it stops at once, and sleeps meanwhile."""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping
from selectors import EVENT_READ, SelectSelector
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from textual import constants

from ...delivery.clipboard_routes import is_remote
from ...delivery.limits import READ_BACK_TIMEOUT
from .input_parser import InputParser

if TYPE_CHECKING:
    from textual.message import Message

    from .clipboard_reply import ClipboardListener
    from .identity import IdentityListener

_TICK = 0.02
"""Seconds between checks whether the beginning of a sequence, such as esc, was a key by itself."""

_CHUNK = 4096
"""Bytes read at once."""

_REPLY_TIMEOUT = 0.5
"""Seconds that a terminal may take to reply; one that doesn't know the query never does."""


_SLOW_ESCAPE = 0.25
"""Seconds of silence that make esc a key by itself over SSH, where a line may stall meanwhile."""


def escape_delay(environment: Mapping[str, str]) -> float:
    """Return the seconds of silence that make esc a key; ESCDELAY sets them in milliseconds."""
    is_slow = is_remote(environment) and not environment.get("ESCDELAY")
    return _SLOW_ESCAPE if is_slow else constants.ESCAPE_DELAY


class _Expected:
    """A reply that may still come, until its time is over."""

    def __init__(self) -> None:
        self._until = 0.0
        self._came = Event()
        self._came.set()
        self.come = self._came.set

    def expect(self, seconds: float) -> None:
        """Note that the terminal was sent a query."""
        self._until = monotonic() + seconds
        self._came.clear()

    def shorten(self, seconds: float) -> None:
        """Wait only so much longer."""
        self._until = min(self._until, monotonic() + seconds)

    @property
    def has_come(self) -> bool:
        """Whether the terminal has replied, or was not asked."""
        return self._came.is_set()

    def wait(self) -> None:
        """Wait for the reply, but not longer than it may take."""
        self._came.wait(max(0.0, self._until - monotonic()))


class InputReader:
    """Reader of a terminal's input, for a thread of its own.

    Args:
        terminal: File descriptor of the terminal.
        debug: Whether Textual's parser logs every key.
        escape_delay: Seconds of silence that make esc a key by itself.
    """

    def __init__(
        self, terminal: int, *, debug: bool = False, escape_delay: float | None = None
    ) -> None:
        self._terminal = terminal
        self._escape_delay = escape_delay
        self._debug = debug
        self._wake_end, self._waker = os.pipe()
        self._mode, self._identity, self._clipboard = _Expected(), _Expected(), _Expected()
        self._background = _Expected()
        self._identity_listener: IdentityListener | None = None
        self._clipboard_listener: ClipboardListener | None = None

    def read(self, take: Callable[[Message], object], stop: Event) -> None:
        """Pass on what is typed, until `stop` is set and `wake` is called.

        Raises:
            OSError: the terminal is gone.
        """
        parser = InputParser(self._debug, self._mode.come, self._escape_delay)
        # Bytes that are no UTF-8 are no key, and no reason to end.
        decoder = getincrementaldecoder("utf-8")("replace")
        # Not the platform's best selector: that of macOS can't watch a terminal.
        with SelectSelector() as selector:
            selector.register(self._terminal, EVENT_READ)
            selector.register(self._wake_end, EVENT_READ)
            while not stop.is_set():
                ready = selector.select(_TICK if parser.is_waiting else None)
                if any(key.fd == self._terminal for key, _ in ready):
                    try:
                        data = os.read(self._terminal, _CHUNK)
                    except BlockingIOError:  # somebody else has read it
                        continue
                    if not data:
                        # Nothing was typed after all, or the watchdog is about to notice the end.
                        stop.wait(_TICK)
                        continue
                    self._pass_on(decoder.decode(data), parser, take)
                for message in parser.tick():
                    take(message)

    def _pass_on(self, text: str, parser: InputParser, take: Callable[[Message], object]) -> None:
        if self._identity_listener and (identity := self._identity_listener.feed(text)) is not None:
            if identity.background:
                self._background.come()
            elif not (identity.is_tmux or identity.is_around):
                # In order it would have come first, but some take their time for it.
                self._background.shorten(_REPLY_TIMEOUT)
            self._identity.come()
            take(identity)
        if self._clipboard_listener:
            for reply in self._clipboard_listener.feed(text):
                self._clipboard.come()
                take(reply)
        for message in parser.feed(text):
            take(message)

    def expect_reply(self) -> None:
        """Note that the terminal was asked for a mode."""
        self._mode.expect(_REPLY_TIMEOUT)

    def expect_identity(self, *, is_around: bool = False) -> None:
        """Note that the terminal, or that around GNU screen, was asked which it is."""
        from .identity import IDENTITY_TIMEOUT, IdentityListener

        self._identity.expect(IDENTITY_TIMEOUT)
        if not is_around:
            self._background.expect(IDENTITY_TIMEOUT)
        self._identity_listener = IdentityListener(is_around=is_around)

    def expect_clipboard(self) -> None:
        """Note that the terminal was asked what its clipboard holds."""
        from .clipboard_reply import ClipboardListener

        self._clipboard.expect(READ_BACK_TIMEOUT)
        self._clipboard_listener = self._clipboard_listener or ClipboardListener()

    @property
    def is_identified(self) -> bool:
        """Whether the terminal has replied which it is, or was not asked."""
        return self._identity.has_come

    def await_reply(self) -> None:
        """Wait for expected replies: one that is not read would be typed into the shell."""
        for expected in (self._mode, self._identity, self._background, self._clipboard):
            expected.wait()

    def wake(self) -> None:
        """Wake the reader, so that it checks whether to stop."""
        os.write(self._waker, b".")

    def clear_wake(self) -> None:
        """Clear the wake-up, so that the next reader sleeps again."""
        os.read(self._wake_end, _CHUNK)
