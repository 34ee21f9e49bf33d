"""Parser of a terminal's input: Textual's, fed one harmless sequence at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING

from textual import events
from textual._xterm_parser import XTermParser

if TYPE_CHECKING:
    from textual.message import Message

    from .reply_filter import Paste, ReplyFilter

_ESC = "\x1b"
_ENTER, _NEWLINE = "\r", "\n"
"""Enter, and what a terminal makes of it that is still as the shell had it."""

_LAST_REPLY = "\x1b[?2026;"
"""Beginning of the reply to the last query of a start."""

_LATE = 2.0
"""Seconds after an esc in which the rest of a sequence that began with it is recognised."""

_ALONE = 2
"""Characters of esc, or of alt and a key, which only silence tells from a longer sequence."""

_MOST_KEYS = 256
"""Sequences of keys that are kept as they were parsed."""


class InputParser:
    """Textual's parser behind a filter for replies, and started again after any error.

    Args:
        debug: Whether Textual's parser logs every key.
        replied: Called when the last expected reply has come.
        escape_delay: Seconds of silence that make esc a key by itself.
    """

    def __init__(
        self,
        debug: bool = False,
        replied: Callable[[], object] = int,
        escape_delay: float | None = None,
    ) -> None:
        self._debug = debug
        self._replied = replied
        self._escape_delay = escape_delay
        self._filter: ReplyFilter | None = None
        """Made for the first input: its patterns would hold up the first frame."""
        self._parser = XTermParser(debug)
        self._keys: dict[str, list[events.Key]] = {}
        """Keys by their sequence: Textual's parser describes each for its log, and logs nothing."""
        self._heard_at = 0.0
        self._escaped_at: float | None = None
        """When silence made an esc a key, and nothing has come since."""

    @property
    def is_waiting(self) -> bool:
        """Whether silence would turn what was read into a key."""
        return self._filter is not None and self._filter.is_waiting

    def feed(self, data: str) -> Iterator[Message]:
        """Parse what the terminal sent."""
        self._heard_at = monotonic()
        escaped_at, self._escaped_at = self._escaped_at, None
        is_late = escaped_at is not None and self._heard_at - escaped_at < _LATE
        if self._filter is None:
            from .reply_filter import ReplyFilter

            self._filter = ReplyFilter(self._escape_delay)
        for piece in self._filter.feed(data, after_esc=is_late):
            yield from self._messages(piece)

    def tick(self) -> Iterator[Message]:
        """Turn an unfinished sequence into keys if its rest has not come in time."""
        now = monotonic()
        for piece in self._filter.flush(now - self._heard_at) if self._filter else ():
            self._escaped_at = now if piece == _ESC else None
            yield from self._messages(piece)

    def _messages(self, piece: str | Paste) -> Iterator[Message]:
        if not isinstance(piece, str):
            yield events.Paste(piece.text)
        elif not piece.startswith(_ESC):
            for character in piece.replace(_ENTER + _NEWLINE, _ENTER):
                yield from self._parsed(_ENTER if character == _NEWLINE else character)
        else:
            if piece.startswith(_LAST_REPLY):
                self._replied()
            # Imported with the first sequence: the first frame would wait for it otherwise.
            from .key_sequences import readable

            if sequence := readable(piece):
                yield from self._parsed(sequence)

    def _parsed(self, sequence: str) -> list[Message]:
        """Parse a whole sequence, of which nothing stays in the parser."""
        if (known := self._keys.get(sequence)) is not None:
            return [key.copy() for key in known]
        try:
            messages = list(self._parser.feed(sequence))
            if self._parser._timeout_time is None:
                self._keep(sequence, messages)
                return messages
            if len(sequence) <= _ALONE:
                # The filter has waited already.
                self._parser._timeout_time = 0.0
                return [*messages, *self._parser.tick()]
        except Exception:  # noqa: BLE001 - whatever a terminal sends must not end the program
            messages = []
        self._parser = XTermParser(self._debug)
        return messages

    def _keep(self, sequence: str, messages: list[Message]) -> None:
        keys = [message for message in messages if isinstance(message, events.Key)]
        if 0 < len(keys) == len(messages) and len(self._keys) < _MOST_KEYS and not self._debug:
            self._keys[sequence] = keys
