"""Queries and replies that tell which terminal shows the program."""

from __future__ import annotations

import re

from textual.message import Message

IDENTIFY = "\x1b[>q\x1b[>c\x1b[c"
"""XTVERSION, DA2, DA1: no terminal prints anything for them, and nearly all reply to the last."""

IDENTITY_TIMEOUT = 1.0
"""Seconds after which a terminal that has not replied counts as one that never does."""

_REPLY = re.compile(
    r"\x1bP>\|(?P<xtversion>[ -~]{1,128})(?:\x07|\x1b\\)"
    r"|\x1b\[>(?P<da2>[0-9;]{1,64})c"
    r"|\x1b\[\?(?P<da1>[0-9;]{1,64})c"
)

_UNFINISHED = re.compile(r"\x1b(?:P(?:>(?:\|[ -~]{0,128}\x1b?)?)?|\[(?:[?>][0-9;]{0,64})?)?\Z")
"""The beginning of a reply; nothing else that is typed or pasted is kept."""


class TerminalReplied(Message):
    """The terminal has replied to `IDENTIFY`, as far as it does; all are empty if it has not."""

    def __init__(self, xtversion: str = "", da2: str = "", da1: str = "") -> None:
        super().__init__()
        self.xtversion = xtversion
        self.da2 = da2
        self.da1 = da1


class IdentityListener:
    """Listener to the input for the replies to `IDENTIFY`, however late and in whatever pieces."""

    def __init__(self) -> None:
        self._is_expecting = True
        self._rest = ""
        self._xtversion = self._da2 = self._da1 = ""

    def feed(self, data: str) -> TerminalReplied | None:
        """Return what the terminal is known by once a reply to the last query is in the input."""
        if not self._is_expecting:
            return None
        data, found = self._rest + data, None
        for reply in _REPLY.finditer(data):
            found = self._take(reply) or found
        unfinished = _UNFINISHED.search(data)
        self._rest = unfinished[0] if unfinished and self._is_expecting else ""
        return found

    def _take(self, reply: re.Match[str]) -> TerminalReplied | None:
        if reply["da1"] is None:
            self._xtversion = reply["xtversion"] or self._xtversion
            self._da2 = reply["da2"] or self._da2
            return None
        if self._da1 and not self._da2:
            # Some answer the query for DA2 like that for DA1.
            self._da2 = f"?{self._da1}"
        self._da1 = reply["da1"]
        self._is_expecting = not self._da2
        return TerminalReplied(self._xtversion, self._da2, self._da1)
