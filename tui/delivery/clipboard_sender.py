"""Sends texts to a clipboard, and overwrites them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .clipboard_routes import OSC52
from .osc52 import BLANK
from .outcome import NotCopied, Outcome, asked_to_clear, sent, sent_to

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .choose_route import Choice
    from .clipboard_routes import Environment, Route, Write
    from .read_back import ClipboardReader


def unfit_reason(text: str, *, lines: bool) -> str:
    """Return why a text must not be copied; empty if it may be.

    Args:
        text: The text.
        lines: Whether it may have several lines and any characters.
    """
    if not text:
        return "there is nothing to copy"
    plain = text.replace("\n", "") if lines else text
    if not (plain.isprintable() and (lines or plain.isascii())):
        return "it has characters that a terminal could change or interpret"
    return ""


class ClipboardSender:
    """Sends and overwrites texts by any route.

    Args:
        environment: Environment variables.
        write: Writes to the terminal; called only in the event loop's thread.
    """

    def __init__(self, environment: Environment, write: Write) -> None:
        self._environment = environment
        self._write = write
        self._reader: ClipboardReader | None = None

    def handle_reply(self, reply: SecretStr) -> None:
        """Handle a terminal reply with the clipboard's content, in base64."""
        if self._reader is not None:
            self._reader.handle_reply(reply)

    async def send(
        self,
        route: Route,
        text: str,
        choice: Choice | None = None,
        *,
        secret: bool = False,
        hint: str = "",
    ) -> Outcome:
        """Send a text by a route.

        Args:
            route: The route.
            text: The text.
            choice: The choice that led to the route, with the terminal.
            secret: Whether the text is a secret.
            hint: Note about something that may keep the text from arriving.

        Raises:
            NotCopied: it can't be sent.
        """
        limit, carrier = choice.limit(route) if choice else (route.limit, "this way")
        if len(text.encode()) > limit:
            raise NotCopied(f"it is longer than the {limit:,} bytes that {carrier} carries whole")
        if reader := self._reader_of(route, choice):
            outcome = await reader.copy(text, secret=secret)
            if outcome is not None:
                return outcome
        outcome = await route.send(text, self._environment, self._emit, secret)
        if outcome is not None:
            return outcome
        receiver = choice.receiver if choice else ""
        return sent_to(receiver) if receiver else sent(route.title, hint)

    def _emit(self, sequence: str) -> None:
        try:
            self._write(sequence)
        except (OSError, ValueError) as error:
            raise NotCopied("the terminal can't be written to") from error

    async def overwrite(self, route: Route, mark: str, choice: Choice, *, keeper: str) -> Outcome:
        """Overwrite a text; if the clipboard can be read, only if it still holds the text.

        Args:
            route: The route by which the text was sent.
            mark: Digest of the text.
            choice: The present choice, with the terminal.
            keeper: Name of a tmux that may keep the text in a paste buffer; empty for none.

        Raises:
            NotCopied: it can't be overwritten.
        """
        if route.clear is not None:
            return await route.clear(mark, self._environment)
        if reader := self._reader_of(route, choice):
            outcome = await reader.clear(mark)
            if outcome is not None:
                return outcome
        await route.send(BLANK, self._environment, self._emit, False)
        return asked_to_clear(keeper)

    def _reader_of(self, route: Route, choice: Choice | None) -> ClipboardReader | None:
        """Return the reader of the terminal's clipboard; None if it must not be queried."""
        terminal = choice.terminal if choice and route is OSC52 else None
        if terminal is None or not terminal.may_query:
            return None
        from .read_back import ClipboardReader

        if self._reader is None or self._reader.terminal != terminal:
            self._reader = ClipboardReader(self._emit, terminal)
        return self._reader
