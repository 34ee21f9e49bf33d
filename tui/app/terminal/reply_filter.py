"""Terminal replies, which must not be taken for keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from time import monotonic
from typing import TYPE_CHECKING

from textual import constants
from textual._xterm_parser import XTermParser

if TYPE_CHECKING:
    from textual.message import Message

_ESC, _BEL = "\x1b", "\x07"

_REPLY = re.compile(
    r"\x1b\["
    r"(?:(?!\?[0-9]+;[0-9]\$y)[?>=][0-?]*[ -/]*[@-~]"  # but for modes, which Textual queries
    r"|[0-9]+[cn]|[0-9]+(?:;[0-9]+;[0-9]+)?t|(?:[0-9]+;){4,}[0-9]+x|[0-9;]*\$y)"
    r"|\x1b[\]P_^X][^\x00-\x1f\x7f]+(?:\x07|\x1b\\)"
)
"""Device attributes, status, sizes and modes; and a whole string (OSC, DCS, PM, APC, SOS)."""

_STRING_START = re.compile(r"\x1b(?:\](?=[0-9lLI])|P(?=[0-9>!$+=])|_(?=G))")
"""The beginning of a string whose end is still to come: a setting, a capability or a picture."""

_STRING_PART = re.compile(r"[^\x00-\x1f\x7f]*")

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^\x1b])?", re.DOTALL)

_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[O\]P_^X])?")

_NEVER_TYPED = re.compile(r"\x1b\[[?>=]")

_LAST_REPLY = re.compile(r"\x1b\[(?:\?2048;[0-9]+\$y|48;[0-9;]+t)")
"""Replies to the last query of a start, and to the mode that is set upon that: a size."""

_PASTE, _END_OF_PASTE = "\x1b[200~", "\x1b[201~"

SILENCE = 1.0
"""Seconds after which the rest of a reply is not expected any more."""


class ReplyFilter:
    """Filter that drops replies from the input, however that is cut into pieces.

    A string without an end is given up at the first control character, which no reply has inside:
    enter, esc and ctrl+q always get through.
    """

    def __init__(self) -> None:
        self._rest = ""
        """Input that may turn out to be a reply, or a key."""
        self._inside = False
        """Whether a string has begun and not yet ended."""
        self._pasting = False

    def feed(self, data: str) -> str:
        """Return the input without replies, as far as that can be known by now."""
        data, self._rest = self._rest + data, ""
        kept, at = [], 0
        while at < len(data):
            if self._inside:
                at = self._skip_string(data, at)
                continue
            start = data.find(_ESC, at)
            if start < 0:
                start = len(data)
            kept.append(data[at:start])
            at, keys = self._sequence(data, start)
            kept.append(keys)
        return "".join(kept)

    def _skip_string(self, data: str, at: int) -> int:
        part = _STRING_PART.match(data, at)
        at = part.end() if part else at
        if data[at:] == _ESC:
            self._rest = _ESC
            return len(data)
        self._inside = at == len(data)
        for end in (_BEL, f"{_ESC}\\"):
            if data.startswith(end, at):
                return at + len(end)
        return at

    def _sequence(self, data: str, at: int) -> tuple[int, str]:
        """Return where the sequence at a place ends, and what is kept of it."""
        if not self._pasting:
            if reply := _REPLY.match(data, at):
                return reply.end(), ""
            if beginning := _STRING_START.match(data, at):
                self._inside = True
                return beginning.end(), ""
        if _UNFINISHED.fullmatch(data, at):
            self._rest = data[at:]
            return len(data), ""
        sequence = _SEQUENCE.match(data, at)
        keys = sequence[0] if sequence else ""
        if keys in (_PASTE, _END_OF_PASTE):
            self._pasting = keys == _PASTE
        return at + len(keys), keys

    @property
    def is_waiting(self) -> bool:
        """Whether a sequence has begun that silence would end."""
        return bool(self._rest) or self._inside

    def flush(self, silence: float) -> str:
        """Return the keys that an unfinished sequence turns out to be after seconds of silence."""
        if silence >= SILENCE:
            self._inside = False
        if silence < constants.ESCAPE_DELAY or (self._inside and not self._rest):
            return ""
        if _NEVER_TYPED.match(self._rest):
            if silence >= SILENCE:
                self._rest = ""
            return ""
        keys, self._rest, self._inside = self._rest, "", False
        return keys


class InputParser(XTermParser):
    """Textual's parser behind a filter for replies: it takes every unknown sequence for keys.

    Args:
        replied: Called when the last expected reply has come.
    """

    def __init__(self, debug: bool = False, replied: Callable[[], object] = int) -> None:
        self._replies = ReplyFilter()
        self._heard_at = 0.0
        self._replied = replied
        super().__init__(debug)

    @property
    def is_waiting(self) -> bool:
        """Whether silence would turn what was read into a key."""
        return self._replies.is_waiting or self._timeout_time is not None

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what the terminal sent; an empty string means that it is gone."""
        self._heard_at = monotonic()
        keys = self._replies.feed(data)
        if _LAST_REPLY.search(keys):
            self._replied()
        if keys or not data:
            yield from super().feed(keys)

    def tick(self) -> Iterable[Message]:
        """Turn an unfinished sequence into keys if its rest has not come in time."""
        if keys := self._replies.flush(monotonic() - self._heard_at):
            yield from super().feed(keys)
            if self._timeout_time is not None:
                # The filter has waited already.
                self._timeout_time = 0.0
        yield from super().tick()
