"""Sends texts to clipboards, and overwrites them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .clipboard_routes import OSC52
from .osc52 import BLANK
from .outcome import Certainty, NotCopied, Outcome, asked_to_clear, sent, sent_to

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .choose_route import Choice
    from .clipboard_routes import Environment, Route, Write
    from .read_back import ClipboardReader


def unfit(text: str, *, lines: bool) -> str:
    """Return why a text must not be copied; empty if it may be.

    Args:
        lines: Whether it may have several lines, in any script.
    """
    if not text:
        return "there is nothing to copy"
    plain = text.replace("\n", "") if lines else text
    if not (plain.isprintable() and (lines or plain.isascii())):
        return "it has characters that a terminal could change or interpret"
    return ""


class ClipboardSender:
    """Takes any route that leads to a clipboard from here.

    Args:
        environment: Tells where the program runs.
        write: Reaches the terminal; called only in the event loop's thread.
    """

    def __init__(self, environment: Environment, write: Write) -> None:
        self._environment = environment
        self._write = write
        self._reader: ClipboardReader | None = None

    def handle_reply(self, reply: SecretStr) -> None:
        """Handle a terminal's reply with the content of its clipboard, in base64."""
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
            choice: What is known of the terminal.
            secret: Whether the text is one.
            hint: What may stop it on its way.

        Raises:
            NotCopied: it can't be sent.
        """
        limit, whose = choice.limit(route) if choice else (route.limit, "this way")
        if len(text.encode()) > limit:
            raise NotCopied(f"it is longer than the {limit:,} bytes that {whose} carries whole")
        if reader := self._reader_of(route, choice):
            outcome = await reader.copy(text, secret=secret)
            if outcome is not None:
                return outcome
        outcome = await route.send(text, self._environment, self._emit, secret)
        if outcome.certainty is not Certainty.SENT:
            return outcome
        receiver = choice.receiver if choice else ""
        return sent_to(receiver) if receiver else sent(route.title, hint)

    def _emit(self, sequence: str) -> None:
        try:
            self._write(sequence)
        except (OSError, ValueError) as error:
            raise NotCopied("the terminal can't be written to") from error

    async def overwrite(
        self, route: Route, mark: str, choice: Choice, *, keeper: str = ""
    ) -> Outcome:
        """Overwrite what was sent; where a clipboard can be read, only if the mark still fits.

        Args:
            route: How it was sent.
            mark: What it is recognised by.
            choice: What is known of the terminal.
            keeper: A tmux that may have kept it on its way.

        Raises:
            NotCopied: that can't be done.
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
        """Return what reads a terminal's clipboard, if a route leads to one that may be asked."""
        terminal = choice.terminal if choice and route is OSC52 else None
        if terminal is None or not terminal.may_query:
            return None
        from .read_back import ClipboardReader

        if self._reader is None or self._reader.terminal != terminal:
            self._reader = ClipboardReader(self._emit, terminal)
        return self._reader
