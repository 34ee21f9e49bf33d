"""Queries for the terminal's identity, and its replies."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.message import Message

from ...delivery.osc52 import through_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.timer import Timer

    from .input_reader import InputReader

IDENTIFY_AROUND = "\x1b[>q\x1b[>c\x1b[c"
"""Query to the outer terminal of GNU screen: XTVERSION, DA2, DA1."""

IDENTIFY = f"\x1b]11;?\x1b\\{IDENTIFY_AROUND}"
"""Query to the terminal: OSC 11 (the background), XTVERSION, DA2, DA1.

Hardly any terminal prints these sequences, and nearly all reply to the last one. GNUstep's Terminal
(0.9.9) prints parts; it sets TERM=linux and is not queried, as the Linux console has no clipboard.
"""

IDENTITY_TIMEOUT = 1.0
"""Seconds after which a terminal counts as one that never replies."""

_REPLY = re.compile(
    r"\x1b\]11;(?P<background>[ -~]{1,64})(?:\x07|\x1b\\)"
    r"|\x1bP>\|(?P<xtversion>[ -~]{1,128})(?:\x07|\x1b\\)"
    r"|\x1b\[>(?P<da2>[0-9;]{1,64})c"
    r"|\x1b\[\?(?P<da1>[0-9;]{1,64})c"
)

_UNFINISHED = re.compile(
    r"\x1b(?:"
    r"\](?:1(?:1(?:;[ -~]{0,64}\x1b?)?)?)?"
    r"|P(?:>(?:\|[ -~]{0,128}\x1b?)?)?"
    r"|\[(?:[?>][0-9;]{0,64})?"
    r")?\Z"
)
"""The beginning of a reply; no other input is kept."""


class TerminalReplied(Message):
    """The terminal has replied to `IDENTIFY`; fields without a reply are empty.

    Args:
        xtversion: Text of the reply to `CSI > q`.
        da2: Parameters of the reply to `CSI > c`.
        da1: Parameters of the reply to `CSI c`.
        background: The colour of the background.
        is_around: Whether it is the outer terminal of GNU screen.
        count: Number of outer terminals that have replied so far.
    """

    def __init__(
        self,
        xtversion: str = "",
        da2: str = "",
        da1: str = "",
        background: str = "",
        *,
        is_around: bool = False,
        count: int = 0,
    ) -> None:
        super().__init__()
        self.is_around, self.count = is_around, count
        self.background = background
        """The colour of the background in X11's form, such as `rgb:ffff/ffff/ffff`."""
        self.xtversion = xtversion
        self.da2 = da2
        self.da1 = da1

    @property
    def is_tmux(self) -> bool:
        """Whether it is tmux, whose background may come last: it may ask its outer terminal."""
        return self.da2.startswith("84;")


class IdentityListener:
    """Finds replies to `IDENTIFY` in the input, however late and however split.

    Args:
        is_around: Whether `IDENTIFY_AROUND` was sent.
    """

    def __init__(self, *, is_around: bool = False) -> None:
        self._is_around = is_around
        self._is_identified = False
        self._count = 0
        """Number of replies to `CSI c`, as GNU screen may have several outer terminals."""
        self._rest = ""
        self._xtversion = self._da2 = self._da1 = self._background = ""

    @property
    def _is_expecting(self) -> bool:
        return self._is_around or not (self._is_identified and self._background)

    def feed(self, data: str) -> TerminalReplied | None:
        """Return the identity once the input has a reply to the last query; None before that."""
        if not self._is_expecting:
            return None
        data, found = self._rest + data, None
        for reply in _REPLY.finditer(data):
            found = self._take(reply) or found
        unfinished = _UNFINISHED.search(data)
        self._rest = unfinished[0] if unfinished and self._is_expecting else ""
        return found

    def _take(self, reply: re.Match[str]) -> TerminalReplied | None:
        if reply["background"]:
            if self._background:
                return None
            self._background = reply["background"]
            # tmux may have queried its outer terminal first.
            return self._known if self._da1 else None
        self._count += reply["da1"] is not None
        if self._is_identified:
            return self._known if self._is_around and reply["da1"] is not None else None
        if reply["da1"] is None:
            self._xtversion = reply["xtversion"] or self._xtversion
            self._da2 = reply["da2"] or self._da2
            return None
        if self._da1 and not self._da2:
            # Some terminals reply to the query for DA2 as to that for DA1.
            self._da2 = f"?{self._da1}"
        self._da1 = reply["da1"]
        self._is_identified = bool(self._da2)
        return self._known

    @property
    def _known(self) -> TerminalReplied:
        return TerminalReplied(
            self._xtversion,
            self._da2,
            self._da1,
            self._background,
            is_around=self._is_around,
            count=self._count,
        )


class IdentityQuery:
    """Query for the terminal's identity; `TerminalReplied` is posted on a reply or a timeout."""

    def __init__(self, app: App[Any], input_: InputReader, write: Callable[[str], None]) -> None:
        self._app = app
        self._input = input_
        self._write = write
        self._silence: Timer | None = None

    def ask(self, *, is_around: bool = False, notes_silence: bool = True) -> None:
        """Send the query.

        Args:
            is_around: Whether to query the outer terminal of GNU screen.
            notes_silence: Whether to post an empty reply after the timeout.
        """
        if self._silence is not None:
            self._silence.stop()
        self._input.expect_identity(is_around=is_around)
        self._write(through_screen(IDENTIFY_AROUND) if is_around else IDENTIFY)
        if notes_silence:
            note = partial(self._note_silence, is_around=is_around)
            self._silence = self._app.set_timer(IDENTITY_TIMEOUT, note)

    def _note_silence(self, *, is_around: bool) -> None:
        if not self._input.is_identified:
            self._app.post_message(TerminalReplied(is_around=is_around))


_RGB = re.compile(r"rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/.*)?", re.IGNORECASE)

_WEIGHTS = (299, 587, 114)
"""Weights of red, green and blue for perceived brightness, in thousandths."""


def brightness(background: str) -> str:
    """Return whether a background is `light` or `dark`; empty if unknown."""
    if (found := _RGB.fullmatch(background)) is None:
        return ""
    parts = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    light = sum(weight * part for weight, part in zip(_WEIGHTS, parts, strict=True))
    return "light" if light > sum(_WEIGHTS) / 2 else "dark"
