"""Reader of the terminal's input, which stops at once and does not poll, unlike Textual's."""

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
"""Seconds between checks whether an incomplete sequence, such as esc, was a key by itself."""

_CHUNK = 4096
"""Maximum bytes per read."""

_REPLY_TIMEOUT = 0.5
"""Seconds for a terminal to reply; one that doesn't know the query never does."""

_SLOW_ESCAPE = 0.25
"""Seconds of silence after which esc is a key by itself over SSH, where the line may stall."""


def escape_delay(environment: Mapping[str, str]) -> float:
    """Return the seconds of silence after which esc is a key; ESCDELAY is in milliseconds."""
    is_slow = is_remote(environment) and not environment.get("ESCDELAY")
    return _SLOW_ESCAPE if is_slow else constants.ESCAPE_DELAY


class _Expected:
    """Reply that is expected until a timeout."""

    def __init__(self) -> None:
        self._until = 0.0
        self._came = Event()
        self._came.set()
        self.come = self._came.set

    def expect(self, seconds: float) -> None:
        """Expect a reply within some seconds."""
        self._until = monotonic() + seconds
        self._came.clear()

    def shorten(self, seconds: float) -> None:
        """Shorten the timeout to some seconds from now."""
        self._until = min(self._until, monotonic() + seconds)

    @property
    def has_come(self) -> bool:
        """Whether no reply is missing."""
        return self._came.is_set()

    def wait(self) -> None:
        """Wait for the reply or the timeout."""
        self._came.wait(max(0.0, self._until - monotonic()))


class InputReader:
    """Reader of a terminal's input, for a thread of its own.

    Args:
        terminal: File descriptor of the terminal.
        debug: Whether Textual's parser logs every key.
        escape_delay: Seconds of silence after which esc is a key by itself.
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
        """Read input until `stop` is set and `wake` is called, and pass on its messages.

        Raises:
            OSError: the terminal is gone.
        """
        parser = InputParser(self._debug, self._mode.come, self._escape_delay)
        # Invalid UTF-8 must not end the program.
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
                    except BlockingIOError:  # another program has read it
                        continue
                    if not data:
                        # No input, or the terminal is gone, which the watchdog is about to notice.
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
                # It was queried first, but some terminals reply to it late or never.
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
        """Expect the reply to a query for a mode."""
        self._mode.expect(_REPLY_TIMEOUT)

    def expect_identity(self, *, is_around: bool = False) -> None:
        """Expect the replies to a query for the identity."""
        from .identity import IDENTITY_TIMEOUT, IdentityListener

        self._identity.expect(IDENTITY_TIMEOUT)
        if not is_around:
            self._background.expect(IDENTITY_TIMEOUT)
        self._identity_listener = IdentityListener(is_around=is_around)

    def expect_clipboard(self) -> None:
        """Expect the reply to a query for the clipboard."""
        from .clipboard_reply import ClipboardListener

        self._clipboard.expect(READ_BACK_TIMEOUT)
        self._clipboard_listener = self._clipboard_listener or ClipboardListener()

    @property
    def is_identified(self) -> bool:
        """Whether the terminal has replied to the last query for its identity, if any."""
        return self._identity.has_come

    def await_reply(self) -> None:
        """Wait for expected replies, which would otherwise be read by the shell."""
        for expected in (self._mode, self._identity, self._background, self._clipboard):
            expected.wait()

    def wake(self) -> None:
        """Wake the reader, so that it checks whether to stop."""
        os.write(self._waker, b".")

    def clear_wake(self) -> None:
        """Clear the wake-up, so that the next reader sleeps again."""
        os.read(self._wake_end, _CHUNK)
