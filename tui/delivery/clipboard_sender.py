"""Sends texts to clipboards, and overwrites them there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .clipboard_route import Route, hint
from .limits import LOCAL_LIMIT, TERMINAL_LIMIT
from .osc52 import osc52, through_screen
from .outcome import NotCopied, Outcome, asked_to_clear, sent, verified

Write = Callable[[str], None]
"""Writes a control sequence to the terminal."""


def unfit(text: str, *, lines: bool) -> str:
    """Say why a text must not be copied; empty if it may be.

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
    """The ways to the clipboards that can be reached from here.

    Args:
        environment: Tells where the program runs.
        write: Reaches the terminal; called only in the event loop's thread.
    """

    def __init__(self, environment: Mapping[str, str], write: Write) -> None:
        self._environment = environment
        self._write = write

    async def send(self, route: Route, text: str) -> Outcome:
        """Send a text to where a route leads.

        Raises:
            NotCopied: it can't be sent.
        """
        longest = LOCAL_LIMIT if route is Route.LOCAL else TERMINAL_LIMIT
        if len(text.encode()) > longest:
            raise NotCopied(f"it is longer than the {longest:,} bytes that this way carries whole")
        if route is Route.LOCAL:
            from .desktop_clipboard import copy_locally

            await copy_locally(text, self._environment)
            return verified("Copied to the clipboard of this computer.")
        if route is Route.TMUX:
            from .tmux_clipboard import send_by_tmux

            await send_by_tmux(text, self._environment)
            return sent(route.value)
        self._emit(osc52(text) if route is Route.OSC52 else through_screen(osc52(text)))
        return sent(route.value, hint(self._environment) if route is Route.OSC52 else "")

    def _emit(self, sequence: str) -> None:
        try:
            self._write(sequence)
        except (OSError, ValueError) as error:
            raise NotCopied("the terminal can't be written to") from error

    async def overwrite(self, route: Route, mark: str) -> Outcome:
        """Overwrite what was sent; a clipboard that can be read only if it still holds the marked.

        Raises:
            NotCopied: that can't be done.
        """
        if route is not Route.LOCAL:
            await self.send(route, " ")
            return asked_to_clear()
        from .desktop_clipboard import clear_locally

        if await clear_locally(mark, self._environment):
            return verified("Cleared the clipboard.")
        return verified("The clipboard holds something else by now, which was left alone.")
