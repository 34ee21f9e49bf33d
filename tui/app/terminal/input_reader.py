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
from .input_parser import InputParser

if TYPE_CHECKING:
    from textual.message import Message

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
        self._replied = Event()
        self._asked_at = 0.0
        self._identity: IdentityListener | None = None
        self._identified = Event()
        self._identified.set()
        self._identify_until = 0.0

    def read(self, take: Callable[[Message], object], stop: Event) -> None:
        """Pass on what is typed, until `stop` is set and `wake` is called.

        Raises:
            OSError: the terminal is gone.
        """
        parser = InputParser(self._debug, self._replied.set, self._escape_delay)
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
        if self._identity and (replied := self._identity.feed(text)) is not None:
            self._identified.set()
            take(replied)
        for message in parser.feed(text):
            take(message)

    def expect_reply(self) -> None:
        """Note that the terminal was sent a query."""
        self._asked_at = monotonic()
        self._replied.clear()

    def expect_identity(self) -> None:
        """Note that the terminal was asked who it is."""
        from .identity import IDENTITY_TIMEOUT, IdentityListener

        self._identify_until = monotonic() + IDENTITY_TIMEOUT
        self._identified.clear()
        self._identity = IdentityListener()

    @property
    def is_identified(self) -> bool:
        """Whether the terminal has said who it is, or was not asked."""
        return self._identified.is_set()

    def await_reply(self) -> None:
        """Wait for expected replies: one that is not read would be typed into the shell."""
        self._replied.wait(max(0.0, self._asked_at + _REPLY_TIMEOUT - monotonic()))
        self._identified.wait(max(0.0, self._identify_until - monotonic()))

    def wake(self) -> None:
        """Wake the reader, so that it looks whether to stop."""
        os.write(self._waker, b".")

    def clear_wake(self) -> None:
        """Clear the wake-up, so that the next reader sleeps again."""
        os.read(self._wake_end, _CHUNK)
