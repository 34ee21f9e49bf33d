"""Keeps what a terminal replies from being taken for keys."""

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
    r"(?:(?!\?[0-9]+;[0-9]\$y)[?>=][0-?]*[ -/]*[@-~]"  # but for modes, which Textual asks about
    r"|[0-9]+[cn]|[0-9]+(?:;[0-9]+;[0-9]+)?t|(?:[0-9]+;){4,}[0-9]+x|[0-9;]*\$y)"
    r"|\x1b[\]P_^X][^\x00-\x1f\x7f]+(?:\x07|\x1b\\)"
)
"""Attributes, states, sizes and modes; and a whole text of any kind."""

_LONG_REPLY = re.compile(r"\x1b(?:\](?=[0-9lLI])|P(?=[0-9>!$+=])|_(?=G))")
"""The beginning of a text whose end is still to come: a setting, a capability or a picture."""

_TEXT = re.compile(r"[^\x00-\x1f\x7f]*")

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^\x1b])?", re.DOTALL)

_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[O\]P_^X])?")

_NEVER_TYPED = re.compile(r"\x1b\[[?>=]")

_LAST_REPLY = re.compile(r"\x1b\[(?:\?2048;[0-9]+\$y|48;[0-9;]+t)")
"""To what is asked last at the start, and to what may be asked for upon that: a size."""

_PASTE, _END_OF_PASTE = "\x1b[200~", "\x1b[201~"

SILENCE = 1.0
"""Seconds after which the rest of a reply is no more to be expected."""


class Replies:
    """Takes a terminal's replies out of what it sends, however that is cut into pieces.

    A text without an end is given up at the first control character, which no reply has inside:
    enter, esc and ctrl+q always get through.
    """

    def __init__(self) -> None:
        self._rest = ""
        """What may turn out to be a reply, or a key."""
        self._inside = False
        """Whether a text has begun and not yet ended."""
        self._pasting = False

    def take_out(self, data: str) -> str:
        """Give what is no reply, as far as that can be known by now."""
        data, self._rest = self._rest + data, ""
        kept, at = [], 0
        while at < len(data):
            if self._inside:
                at = self._skip_text(data, at)
                continue
            start = data.find(_ESC, at)
            if start < 0:
                start = len(data)
            kept.append(data[at:start])
            at, keys = self._sequence(data, start)
            kept.append(keys)
        return "".join(kept)

    def _skip_text(self, data: str, at: int) -> int:
        text = _TEXT.match(data, at)
        at = text.end() if text else at
        if data[at:] == _ESC:
            self._rest = _ESC
            return len(data)
        self._inside = at == len(data)
        for end in (_BEL, f"{_ESC}\\"):
            if data.startswith(end, at):
                return at + len(end)
        return at

    def _sequence(self, data: str, at: int) -> tuple[int, str]:
        """Give where the sequence there ends, and what of it is kept."""
        if not self._pasting:
            if reply := _REPLY.match(data, at):
                return reply.end(), ""
            if beginning := _LONG_REPLY.match(data, at):
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
    def waits(self) -> bool:
        """Whether something has begun that silence would end."""
        return bool(self._rest) or self._inside

    def give_up(self, silence: float) -> str:
        """Give the keys that what came last turns out to be after so many seconds."""
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


class ReplyParser(XTermParser):
    """Textual's parser, which types every sequence that it does not know, without the replies."""

    def __init__(self, debug: bool = False, replied: Callable[[], object] = int) -> None:
        self._replies = Replies()
        self._heard_at = 0.0
        self._replied = replied
        super().__init__(debug)

    @property
    def waits(self) -> bool:
        """Whether silence would make a key of what was read."""
        return self._replies.waits or self._timeout_time is not None

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what the terminal sent; nothing means that it is gone."""
        self._heard_at = monotonic()
        keys = self._replies.take_out(data)
        if _LAST_REPLY.search(keys):
            self._replied()
        if keys or not data:
            yield from super().feed(keys)

    def tick(self) -> Iterable[Message]:
        """See whether what was waited for did not come."""
        if keys := self._replies.give_up(monotonic() - self._heard_at):
            yield from super().feed(keys)
            if self._timeout_time is not None:
                # It was waited for already.
                self._timeout_time = 0.0
        yield from super().tick()
