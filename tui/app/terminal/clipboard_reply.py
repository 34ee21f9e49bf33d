"""Terminal replies with the contents of the clipboard (OSC 52)."""

from __future__ import annotations

import re

from pydantic import SecretStr
from textual.message import Message

from .reply_filter import REPLY_INSIDE

_PART = rf"(?:[A-Za-z0-9+/=]|{REPLY_INSIDE})*"
_REPLY = re.compile(rf"\x1b\]52;[a-z0-9]*;(?P<base64>{_PART})(?:\x07|\x1b\\)")
_INSIDE = re.compile(REPLY_INSIDE)

_UNFINISHED = re.compile(
    rf"\x1b(?:\](?:5(?:2(?:;(?:[a-z0-9]*|[a-z0-9]*;{_PART}"
    r"(?:\x1b(?:\[[?>=]?[0-9;]*\$?)?)?))?)?)?)?\Z"
)
"""The beginning of a reply; no other input is kept."""

_LONGEST = 16_384
"""Maximum characters of a reply; the program never copies more."""


class ClipboardReplied(Message):
    """The terminal has sent the contents of its clipboard, in base64."""

    def __init__(self, base64: SecretStr) -> None:
        super().__init__()
        self.base64 = base64


class ClipboardListener:
    """Finds replies in the input, however it is split."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, data: str) -> list[ClipboardReplied]:
        """Return the replies that this input completes."""
        data, end, found = self._rest + data, 0, []
        for reply in _REPLY.finditer(data):
            # xterm replies to other queries while it is waiting for the clipboard.
            base64 = _INSIDE.sub("", reply["base64"])
            found.append(ClipboardReplied(SecretStr(base64)))
            end = reply.end()
        unfinished = _UNFINISHED.search(data, end)
        self._rest = unfinished[0] if unfinished else ""
        if len(self._rest) > _LONGEST:
            self._rest = ""
            found.append(ClipboardReplied(SecretStr("too long")))
        return found
