"""Reads back a terminal's clipboard, if the terminal is known to reply without side effects."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

from .limits import MORE_REPLIES, READ_BACK_PAUSES, READ_BACK_TIMEOUT
from .osc52 import BLANK, CLIPBOARD_QUERY, osc52
from .outcome import (
    HISTORY,
    NotCopied,
    Outcome,
    asked_to_clear,
    cleared,
    left_alone,
    sent_to,
    verified,
)

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .terminal import Terminal


@dataclass(frozen=True, repr=False)
class Reading:
    """Contents of a terminal's clipboard, one for each selection that it replied for."""

    texts: tuple[bytes, ...] = ()

    def holds(self, text: str) -> bool:
        """Return whether a text is there, by a comparison in constant time."""
        return any(hmac.compare_digest(read, text.encode()) for read in self.texts)

    @property
    def is_silence(self) -> bool:
        """Whether the terminal has not replied in time."""
        return not self.texts


class ClipboardReader:
    """Writes texts to a terminal's clipboard, and reads them back.

    Args:
        write: Writes to the terminal; called only in the event loop's thread.
        terminal: The terminal.
    """

    def __init__(self, write: Callable[[str], None], terminal: Terminal) -> None:
        self.terminal = terminal
        self._write = write
        self._can_read: bool | None = None
        """Whether the terminal replies to queries for its clipboard; None until one was sent."""
        self._replies: asyncio.Queue[bytes] = asyncio.Queue()
        self._is_reading = False
        self._due = 0
        """Number of pending queries, to one of which the next reply belongs."""

    async def copy(self, text: str, *, secret: bool) -> Outcome | None:
        """Copy a text; return None, without sending it, if the terminal does not reply to queries.

        Until the terminal has replied once, it gets a dummy text first. So a terminal that refuses
        copies never gets the secret, and none sends it back after the end of the program, when the
        shell would read the reply.

        Raises:
            NotCopied: the terminal accepts no copies at the moment.
        """
        if self._can_read is None:
            await self._test()
        if not self._can_read:
            return None
        reading = await self._put(text)
        if reading.is_silence:
            return sent_to(self.terminal.label)
        if not reading.holds(text):
            raise self._refused
        kept = f"; {HISTORY}" if secret else ""
        return verified(f"Copied to the clipboard of {self.terminal.label}{kept}.")

    async def clear(self, mark: str) -> Outcome | None:
        """Overwrite a copied text; return None if the terminal does not reply to queries.

        Raises:
            NotCopied: the terminal still holds the text, and accepts no other one.
        """
        from .desktop_clipboard import mark_of

        if not self._can_read:
            return None
        reading = await self._put(BLANK)
        if reading.is_silence:
            return asked_to_clear()
        if reading.holds(BLANK):
            return cleared(f"the clipboard of {self.terminal.label}")
        others = [text.decode(errors="replace") for text in reading.texts if text]
        if not others or mark in map(mark_of, others):
            raise self._refused
        return left_alone()

    async def _test(self) -> None:
        dummy = f"not-copied-yet-{token_hex(8)}"
        reading = await self._put(dummy)
        if not (reading.is_silence or reading.holds(dummy)):
            raise self._refused
        self._can_read = not reading.is_silence

    @property
    def _refused(self) -> NotCopied:
        reason = "as some do without the focus, or after another program has copied something"
        return NotCopied(
            f"{self.terminal.label} refused, {reason}: press a key there, and try again"
        )

    def handle_reply(self, reply: SecretStr) -> None:
        """Handle a terminal reply with the clipboard's content, in base64."""
        self._due = max(0, self._due - 1)
        if self._is_reading:
            self._replies.put_nowait(_decoded(reply.get_secret_value()))

    async def _put(self, text: str) -> Reading:
        """Write a text to the clipboard and read it back."""
        self._is_reading = True
        try:
            return await self._write_and_read(text)
        finally:
            # Late replies are dropped, because they may hold the secret.
            self._is_reading = False
            while not self._replies.empty():
                self._replies.get_nowait()

    async def _write_and_read(self, text: str) -> Reading:
        self._write(osc52(text))
        texts: list[bytes] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(READ_BACK_TIMEOUT):
                # Without a pause, some terminals reply with nothing, before they have stored it.
                for pause in READ_BACK_PAUSES:
                    await asyncio.sleep(pause)
                    await self._query(text, texts)
                    if any(texts):
                        break
        return Reading(tuple(texts))

    async def _query(self, text: str, texts: list[bytes]) -> None:
        """Query the clipboard, and append the replies until one is the text, or no more come."""
        self._write(CLIPBOARD_QUERY)
        self._due += 1
        with suppress(TimeoutError):
            while not Reading(tuple(texts)).holds(text):
                async with asyncio.timeout(None if self._due else MORE_REPLIES):
                    texts.append(await self._replies.get())


def _decoded(reply: str) -> bytes:
    try:
        return base64.b64decode(reply).rstrip(b"\0")
    except binascii.Error:
        return b"?"
