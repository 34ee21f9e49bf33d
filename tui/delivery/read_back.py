"""Reads back what a terminal's clipboard holds, where it is known to answer that harmlessly."""

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
from .outcome import HISTORY, NotCopied, Outcome, asked_to_clear, sent_to, verified

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .terminal import Terminal


@dataclass(frozen=True, repr=False)
class Reading:
    """Contents of a terminal's clipboard; it may reply for several selections."""

    texts: tuple[bytes, ...] = ()

    def holds(self, text: str) -> bool:
        """Check for a text, in a time that does not depend on how much of it fits."""
        return any(hmac.compare_digest(read, text.encode()) for read in self.texts)

    @property
    def is_silence(self) -> bool:
        """Whether the terminal has not replied in time."""
        return not self.texts


class ClipboardReader:
    """Puts texts on a terminal's clipboard, and asks the terminal whether they are there.

    Args:
        write: Reaches the terminal; called only in the event loop's thread.
    """

    def __init__(self, write: Callable[[str], None], terminal: Terminal) -> None:
        self.terminal = terminal
        self._write = write
        self._tells: bool | None = None
        """Whether the terminal tells what its clipboard holds; None until it was asked."""
        self._replies: asyncio.Queue[bytes] = asyncio.Queue()
        self._is_reading = False
        self._due = 0
        """Queries that are not answered yet: a reply may be that to an earlier one."""

    async def copy(self, text: str, *, secret: bool) -> Outcome | None:
        """Copy a text; return None if the terminal can't be asked, and was not sent the text.

        First it gets a text that is worth nothing, until it has replied with that once: what it
        refuses was not sent then, and what it replied after the end of the program would be typed
        into the shell.

        Raises:
            NotCopied: it does not take copies at the moment.
        """
        if self._tells is None:
            await self._try_out()
        if not self._tells:
            return None
        reading = await self._put(text)
        if reading.is_silence:
            return sent_to(self.terminal.label)
        if not reading.holds(text):
            raise self._refused
        kept = f"; {HISTORY}" if secret else ""
        return verified(f"Copied to the clipboard of {self.terminal.label}{kept}.")

    async def clear(self, mark: str) -> Outcome | None:
        """Overwrite what was copied; return None if the terminal can't be asked.

        Raises:
            NotCopied: it holds the text with that mark, and does not take another one.
        """
        from .desktop_clipboard import mark_of

        if not self._tells:
            return None
        reading = await self._put(BLANK)
        if reading.is_silence:
            return asked_to_clear()
        if reading.holds(BLANK):
            cleared = f"Cleared the clipboard of {self.terminal.label}"
            return verified(f"{cleared}; a clipboard history may still hold it.")
        others = [text.decode(errors="replace") for text in reading.texts if text]
        if not others or mark in map(mark_of, others):
            raise self._refused
        return verified("The clipboard holds something else by now, which was left alone.")

    async def _try_out(self) -> None:
        harmless = f"not-copied-yet-{token_hex(8)}"
        reading = await self._put(harmless)
        if not (reading.is_silence or reading.holds(harmless)):
            raise self._refused
        self._tells = not reading.is_silence

    @property
    def _refused(self) -> NotCopied:
        reason = "as some do without the focus, or after another program has copied something"
        return NotCopied(
            f"{self.terminal.label} refused, {reason}: press a key there, and try again"
        )

    def handle_reply(self, reply: SecretStr) -> None:
        """Handle a reply with the content of the clipboard, in base64."""
        self._due = max(0, self._due - 1)
        if self._is_reading:
            self._replies.put_nowait(_decoded(reply.get_secret_value()))

    async def _put(self, text: str) -> Reading:
        """Put a text on the clipboard, and return what that holds then."""
        self._is_reading = True
        try:
            return await self._written_and_read(text)
        finally:
            # What comes later is kept nowhere: it may be the secret.
            self._is_reading = False
            while not self._replies.empty():
                self._replies.get_nowait()

    async def _written_and_read(self, text: str) -> Reading:
        self._write(osc52(text))
        texts: list[bytes] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(READ_BACK_TIMEOUT):
                # Asked in the same burst, some reply before they have taken it, with nothing.
                for pause in READ_BACK_PAUSES:
                    await asyncio.sleep(pause)
                    await self._ask(text, texts)
                    if any(texts):
                        break
        return Reading(tuple(texts))

    async def _ask(self, text: str, texts: list[bytes]) -> None:
        """Add what is replied, until that is the text, or nothing more comes."""
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
