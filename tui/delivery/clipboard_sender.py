"""Sends texts to clipboards, and overwrites them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .outcome import Certainty, NotCopied, Outcome, asked_to_clear, sent_to

if TYPE_CHECKING:
    from .choose_route import Choice
    from .clipboard_routes import Environment, Route, Write


def unfit(text: str, *, lines: bool) -> str:
    """Return why a text must not be copied; empty if it may be.

    Args:
        text: The text.
        lines: Whether it may have several lines, in any script.
    """
    if not text:
        return "there is nothing to copy"
    plain = text.replace("\n", "") if lines else text
    if not (plain.isprintable() and (lines or plain.isascii())):
        return "it has characters that a terminal could change or obey"
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

    async def send(
        self, route: Route, text: str, choice: Choice | None = None, *, secret: bool = False
    ) -> Outcome:
        """Send a text by a route.

        Args:
            route: The route.
            text: The text.
            choice: What is known of the terminal.
            secret: Whether the text is one.

        Raises:
            NotCopied: it can't be sent.
        """
        limit, whose = choice.limit(route) if choice else (route.limit, "this way")
        if len(text.encode()) > limit:
            raise NotCopied(f"it is longer than the {limit:,} bytes that {whose} carries whole")
        outcome = await route.send(text, self._environment, self._emit, secret)
        if outcome.certainty is Certainty.SENT and choice and choice.receiver:
            return sent_to(choice.receiver)
        return outcome

    def _emit(self, sequence: str) -> None:
        try:
            self._write(sequence)
        except (OSError, ValueError) as error:
            raise NotCopied("the terminal can't be written to") from error

    async def overwrite(self, route: Route, mark: str) -> Outcome:
        """Overwrite what was sent; where a clipboard can be read, only if the mark still fits.

        Raises:
            NotCopied: that can't be done.
        """
        if route.clear is not None:
            return await route.clear(mark, self._environment)
        # Not nothing: what keeps copies of the clipboard, such as autocutsel, ignores an empty one.
        await self.send(route, " ")
        return asked_to_clear()
