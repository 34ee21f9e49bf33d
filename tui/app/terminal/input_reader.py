"""Reads the keys: unlike Textual it stops at once, and sleeps while nothing comes."""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from collections.abc import Callable
from selectors import EVENT_READ, SelectSelector
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from .reply_filter import ReplyParser

if TYPE_CHECKING:
    from textual.message import Message

_TICK = 0.02
"""Seconds between looks whether what could be a part of a longer sequence was a key by itself."""

_AT_ONCE = 4096
"""Bytes."""


_PATIENCE = 0.5
"""Seconds that a terminal may take to answer; one that doesn't know the question never does."""


class Keyboard:
    """A terminal's keys.

    Args:
        terminal: What the terminal is open as.
        debug: Whether Textual's parser is to log every key.
    """

    def __init__(self, terminal: int, *, debug: bool = False) -> None:
        self._terminal = terminal
        self._debug = debug
        self._woken, self._wake = os.pipe()
        self._answered = Event()
        self._asked_at = 0.0

    def read(self, take: Callable[[Message], object], stop: Event) -> None:
        """Hand on what is typed until there is reason to stop, and somebody wakes us.

        Raises:
            OSError: the terminal is gone.
        """
        parser = ReplyParser(self._debug, self._answered.set)
        # What is no UTF-8 is no key of anybody's, and no reason to end.
        decoder = getincrementaldecoder("utf-8")("replace")
        # Not the best selector of a platform: that of macOS can't watch a terminal.
        with SelectSelector() as selector:
            selector.register(self._terminal, EVENT_READ)
            selector.register(self._woken, EVENT_READ)
            while not stop.is_set():
                ready = selector.select(_TICK if parser.waits else None)
                if any(key.fd == self._terminal for key, _ in ready):
                    data = os.read(self._terminal, _AT_ONCE)
                    if not data:
                        return
                    for message in parser.feed(decoder.decode(data)):
                        take(message)
                for message in parser.tick():
                    take(message)

    def expect_answer(self) -> None:
        """Note that the terminal was asked something."""
        self._asked_at = monotonic()
        self._answered.clear()

    def await_answer(self) -> None:
        """Wait for what was asked: an answer that nobody reads is typed into the shell."""
        self._answered.wait(max(0.0, self._asked_at + _PATIENCE - monotonic()))

    def wake(self) -> None:
        """Have the reader look whether to stop."""
        os.write(self._wake, b".")

    def sleep(self) -> None:
        """Let the next reader sleep again."""
        os.read(self._woken, _AT_ONCE)
