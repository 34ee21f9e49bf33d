"""Clipboard of the outermost terminal, as the sequences that reach it leave it."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

_COPY = re.compile(rb"\x1b\]52;[a-z0-9]*;([A-Za-z0-9+/]*=*|\?)(?:\x07|\x1b\\)")
_CUT_OFF = re.compile(rb"\x1b(?:\](?:5(?:2(?:;[a-z0-9]*(?:;[A-Za-z0-9+/=?]*\x1b?)?)?)?)?)?\Z")


class OuterClipboard:
    """Clipboard of a terminal that takes what it is sent.

    Args:
        answer: Takes what the terminal sends to the program.
        tells: Whether it replies to a query, and refuses copies without the focus.
    """

    def __init__(self, answer: Callable[[str], None], *, tells: bool) -> None:
        self._answer = answer
        self._tells = tells
        self._rest = b""
        self.has_focus = True
        self.text = "copied before"
        self.history: list[str] = []
        """Every text that it has taken."""

    def feed(self, data: bytes) -> None:
        """Take what is written to the terminal."""
        data = self._rest + data
        for copy in _COPY.finditer(data):
            self._obey(copy[1])
        cut_off = _CUT_OFF.search(data)
        self._rest = cut_off[0] if cut_off else b""

    def _obey(self, asked: bytes) -> None:
        if asked != b"?":
            if self.has_focus or not self._tells:
                self.text = base64.b64decode(asked).decode()
                self.history.append(self.text)
        elif self._tells:
            told = base64.b64encode(self.text.encode()).decode() if self.has_focus else ""
            self._answer(f"\x1b]52;c;{told}\x1b\\")
