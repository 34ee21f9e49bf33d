"""Filter of the input: drops terminal replies, and bounds sequences and pastes."""

from __future__ import annotations

import re
from typing import NamedTuple

from textual import constants

ESC = "\x1b"

_REPLY = re.compile(
    r"\x1b\["
    r"(?:(?!\?2026;[0-9]\$y)[?>=][0-?]*[ -/]*[@-~]"  # but for what Textual asks about
    r"|[0-9]+[cn]|[0-9]+(?:;[0-9]+;[0-9]+)?t|[0-9]+;[0-9]+R|(?:[0-9]+;){4,}[0-9]+x|[0-9;]*\$y)"
    r"|\x1b[\]P_^X][^\x00-\x1f\x7f]+(?:\x07|\x1b\\)"
)
"""Device attributes, status, sizes and modes; and a whole string (OSC, DCS, PM, APC, SOS)."""

_STRING = r"\](?=[0-9lLI])|P(?=[0-9>!$+=])|_(?=G)"
_STRING_START = re.compile(rf"\x1b(?:{_STRING})")
"""The beginning of a string whose end is still to come: a setting, a capability or a picture."""

REPLY_INSIDE = r"\x1b\[[?>=][0-9;]*\$?[a-z]"
"""A reply to another query, which xterm may send in the middle of a string."""

_STRING_PART = re.compile(
    rf"(?:[^\x00-\x1f\x7f]|{REPLY_INSIDE})*"
    r"(?P<end>\x07|\x1b\\|(?!\x1b(?:\[[?>=]?[0-9;]*\$?)?\Z)(?=[\x00-\x1f\x7f]))?"
)
_SEQUENCE_PART = re.compile(r"[ -?]*(?P<end>[@-~]|(?=[^ -~]))?")
"""Rest of a string, or of a sequence that is too long."""

_SEQUENCE = re.compile(
    r"\x1b(?:"
    r"\[\[[A-E]"  # function keys of the Linux console
    r"|\[M[^\x00-\x1f\x1b]{3}"  # the mouse in its oldest encoding
    r"|\[[0-9]+\$(?!y|\Z)"  # shift and a function key of rxvt
    r"|\[(?![\[M])[ -?]*[@-~]"
    r"|O[0-9;]*[ -/:<-~]"
    r"|[^\x1b\[O]"
    r"|(?=\x1b)"
    r")"
)

_BEGUN = r"\[M[^\x00-\x1f\x1b]{0,2}|\[\[?[ -?]*|O[0-9;]*"
_CUT_OFF = re.compile(rf"\x1b(?:{_BEGUN})")
"""An incomplete sequence, followed by something else."""

_UNFINISHED = re.compile(rf"\x1b(?:{_BEGUN}|[\]P_^X])?")

_REST = re.compile(rf"\[[ -?]*(?:[@-~]|\Z)|O(?:\Z|[A-DFHP-S](?:\x1b|\Z))|{_STRING}")
"""Rest of a sequence that was cut behind its esc; nobody types that at once."""

_PASTE, _END_OF_PASTE = "\x1b[200~", "\x1b[201~"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters to drop from a paste."""

_TYPED = re.compile(r"\x1b(?:[\]P_^X]|\[[0-9]+\$)")
"""Alt and a key, or a key of rxvt, that could have been the beginning of something else."""

_WAY_OUT = re.compile(
    r"(?:\x03|\x11"
    r"|\x1b\[(?:99|113)(?::[0-9]*)*;(?:5|69|133|197)(?::1)?u"  # Caps Lock and Num Lock count
    r"|\x1b\[27;5;(?:99|113)~)+\Z"
)
"""Presses of ctrl+c and ctrl+q at the end of the input."""

SILENCE = 1.0
"""Seconds after which the rest of a sequence or a string is no longer expected."""

PASTE_SILENCE = 2.0
"""Seconds after which the rest of a paste is no longer expected."""

LONGEST_SEQUENCE = 128
LONGEST_PASTE = 100_000
"""Maximum characters; the rest is dropped."""

_PART_OF_PASTE = 1_000
"""Characters from which on a read may have been cut off, with the rest still to come."""


class Paste(NamedTuple):
    """A pasted text."""

    text: str


class ReplyFilter:
    """Splits the input into texts, key sequences and pastes, and drops replies.

    The input may be split anywhere. A string without an end is given up at the first control
    character, which no reply contains, so that enter, esc and ctrl+q always get through. So do
    ctrl+c and ctrl+q in a paste without an end.

    Args:
        escape_delay: Seconds of silence after which esc is a key by itself.
    """

    def __init__(self, escape_delay: float | None = None) -> None:
        self._escape_delay = constants.ESCAPE_DELAY if escape_delay is None else escape_delay
        self._rest = ""
        """Input that may turn out to be a reply, or a key."""
        self._lent_esc = False
        """Whether the esc at the beginning of the rest was a key already."""
        self._inside: re.Pattern[str] | None = None
        """Pattern of the rest of a string, or of an endless sequence, that has begun."""
        self._paste: str | None = None

    def feed(self, data: str, *, after_esc: bool = False) -> list[str | Paste]:
        """Return the input without replies, except for what may be the beginning of one.

        Args:
            data: The result of one read.
            after_esc: Whether silence has just made esc a key, perhaps too early.
        """
        lend_esc = after_esc and not self.is_waiting and _REST.match(data) is not None
        data = (ESC if lend_esc else self._rest) + data
        self._lent_esc, self._rest = lend_esc, ""
        pieces: list[str | Paste] = []
        at = 0
        while at < len(data):
            if self._paste is not None:
                at = self._take_paste(data, at, pieces)
            elif self._inside is not None:
                at = self._skip(self._inside, data, at)
            elif data[at] == ESC:
                at = self._take_sequence(data, at, pieces)
            else:
                start = data.find(ESC, at)
                end = start if start > 0 else len(data)
                pieces.append(data[at:end])
                at = end
        return pieces

    def _take_sequence(self, data: str, at: int, pieces: list[str | Paste]) -> int:
        """Take a sequence unless it is a reply, and return its end."""
        if reply := _REPLY.match(data, at):
            return reply.end()
        if beginning := _STRING_START.match(data, at):
            self._inside = _STRING_PART
            return beginning.end()
        if _UNFINISHED.fullmatch(data, at):
            if len(data) - at > LONGEST_SEQUENCE:
                self._inside = _SEQUENCE_PART
            else:
                self._rest = data[at:]
            return len(data)
        sequence = _SEQUENCE.match(data, at)
        if sequence is None:
            cut_off = _CUT_OFF.match(data, at)
            return cut_off.end() if cut_off else at + len(ESC)
        if sequence[0] == _PASTE:
            self._paste = ""
        elif len(sequence[0]) <= LONGEST_SEQUENCE:
            pieces.append(sequence[0])
        return sequence.end()

    def _skip(self, inside: re.Pattern[str], data: str, at: int) -> int:
        """Skip a string or an endless sequence, and return its end."""
        part = inside.match(data, at)
        if part and part["end"] is None:
            # An esc may begin the terminator.
            self._rest = data[part.end() :]
            return len(data)
        self._inside = None
        return part.end() if part else at

    def _take_paste(self, data: str, at: int, pieces: list[str | Paste]) -> int:
        """Take pasted text, and return its end.

        Some terminals, such as st, don't filter end markers in the pasted text, so the last one
        counts. Input right after a marker is kept back until silence shows that it was the last.
        """
        end = _last_end(data, at)
        if end < 0 and (way_out := _WAY_OUT.search(data, at)):
            self._paste = None
            return way_out.start()
        if end < 0:
            end = _without_beginning(data, at, _END_OF_PASTE)
            self._rest = data[end:]
            self._paste = self._pasted(data[at:end])
            return len(data)
        self._paste = self._pasted(data[at:end])
        after = end + len(_END_OF_PASTE)
        if not (after == len(data) < _PART_OF_PASTE or len(data) - after > LONGEST_PASTE):
            self._rest = data[end:]
            return len(data)
        pieces.append(Paste(self._paste))
        self._paste = None
        return after

    def _pasted(self, part: str) -> str:
        return ((self._paste or "") + _CONTROL.sub("", part))[:LONGEST_PASTE]

    @property
    def is_waiting(self) -> bool:
        """Whether the input ends within something that silence would complete."""
        return bool(self._rest) or self._inside is not None or self._paste is not None

    def flush(self, silence: float) -> list[str | Paste]:
        """Return the keys and texts that an unfinished sequence or paste is after this silence."""
        if (pasted := self._paste) is not None:
            has_ended = self._rest.startswith(_END_OF_PASTE)
            if silence < (self._escape_delay if has_ended else PASTE_SILENCE):
                return []
            keys = self._rest.removeprefix(_END_OF_PASTE) if has_ended else ""
            self._rest, self._paste = "", None
            return [Paste(pasted), *self.feed(keys), *self.flush(silence)]
        if silence >= SILENCE:
            self._inside = None
        if not self._rest or silence < self._escape_delay:
            return []
        rest = self._rest[len(ESC) :] if self._lent_esc else self._rest
        is_typed = len(rest) == 1 or _TYPED.fullmatch(rest) is not None
        if not is_typed and silence < SILENCE:
            return []
        self._rest, self._inside = "", None
        return [rest] if is_typed else []


def _last_end(data: str, at: int) -> int:
    """Return the index of a paste's end marker; -1 if it has not come yet."""
    end = data.find(_END_OF_PASTE, at)
    while (later := data.find(_END_OF_PASTE, end + 1)) > end >= 0:
        if _PASTE in data[end:later]:
            break
        end = later
    return end


def _without_beginning(data: str, at: int, end: str) -> int:
    """Return the length of the data without a possible beginning of `end`."""
    for length in range(min(len(end) - 1, len(data) - at), 0, -1):
        if data.endswith(end[:length]):
            return len(data) - length
    return len(data)
