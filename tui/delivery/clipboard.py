"""Copies a text to the user's clipboard by the route that fits where the program runs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from ..text import ODD_ID, is_plain_id
from .clipboard_routes import AUTO, LOCAL, Environment, Route, Write
from .clipboard_sender import ClipboardSender, unfit
from .limits import CLEAR_AFTER, CLOSE_TIMEOUT, TURN_TIMEOUT
from .outcome import (
    HISTORY,
    SAVE_IT,
    SAVE_OR_REVEAL,
    Certainty,
    NotCopied,
    Outcome,
    failed,
    not_cleared,
    verified,
    weakest,
)
from .way import Way

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .choose_route import Choice


class _Copied(NamedTuple):
    """A text that was copied: its mark, by which a clipboard can be checked for it."""

    mark: str
    secret: bool
    keeper: str = ""
    """A tmux that may keep it in a paste buffer."""


class Clipboard(Way):
    """The user's clipboard; keeps of a copied text only a digest to recognise it by.

    Args:
        environment: Tells where the program runs: tmux, GNU screen, SSH or a desktop.
        write: Reaches the terminal; called only in the event loop's thread.
        route: One of `route_choices`.
        clear_after: Seconds until a desktop's clipboard is cleared of a secret; 0: never.
        recorded: Whether the terminal is recorded, so that nothing may go through it.
        sleep: Waits for that time.
        identify: Asks the terminal again which it is; returns whether it can be asked.
        identify_around: Asks the terminal around GNU screen.
    """

    def __init__(
        self,
        environment: Environment,
        write: Write,
        *,
        route: str = AUTO,
        clear_after: float = CLEAR_AFTER,
        recorded: bool = False,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        identify: Callable[[], bool] = bool,
        identify_around: Callable[[], bool] = bool,
    ) -> None:
        super().__init__(
            environment,
            route,
            recorded=recorded,
            identify=identify,
            identify_around=identify_around,
        )
        self._sender = ClipboardSender(environment, write)
        self._clear_after = clear_after
        self._sleep = sleep
        self._left: dict[Route, _Copied] = {}
        self._turn = asyncio.Lock()
        self._timer: asyncio.Task[None] | None = None
        self._clear_at = 0.0

    def use(self, route: str, clear_after: float) -> None:
        """Change the settings; what was copied before is still known."""
        self.asked, self._clear_after = route, clear_after

    def handle_reply(self, reply: SecretStr) -> None:
        """Handle a terminal's reply with the content of its clipboard, in base64."""
        self._sender.handle_reply(reply)

    @property
    def copied_secret(self) -> bool:
        """Whether a secret was copied, and no later copy of ours has replaced it."""
        return any(trace.secret for trace in self._left.values())

    async def copy(self, text: str, *, secret: bool = False, lines: bool = False) -> Outcome:
        """Copy a text; never raises, and takes at most three seconds, or nine below Windows.

        Args:
            text: Plain ASCII on one line, since it may be pasted into a shell.
            secret: Whether it has to be cleared again.
            lines: Whether it may have several lines, in any script: a document.
        """
        instead = SAVE_IT if self.recorded else SAVE_OR_REVEAL
        if reason := unfit(text, lines=lines):
            return failed(NotCopied(reason), instead * secret)
        try:
            async with self._in_turn():
                return await self._copy(text, secret=secret)
        except NotCopied as error:
            late = self._late(secret=secret) if error.may_have_left else ""
            return failed(error, f"{late} {instead * secret}".strip())

    async def copy_id(self, client_id: str) -> Outcome:
        """Copy a client ID, unless pasting it into a shell could do harm."""
        if is_plain_id(client_id):
            return await self.copy(client_id)
        return failed(NotCopied(ODD_ID))

    async def clear(self) -> Outcome:
        """Overwrite what was copied, wherever it went; a clipboard that can be read is checked."""
        if not self._left:
            return not_cleared("nothing was copied from here, or it is cleared already")
        try:
            async with self._in_turn():
                await self.look_again()
                return weakest([await self._clear(route) for route in tuple(self._left)])
        except NotCopied as error:
            return not_cleared(error)

    async def aclose(self, *, keep: bool = False) -> None:
        """Close within two seconds; a verified secret is still cleared when its time is over.

        Not at once: a user who quits right after a copy is about to paste.

        Args:
            keep: Whether the user said to leave the secret where it is.
        """
        await self._stop_timer()
        trace = self._left.get(LOCAL)
        if keep or trace is None or not trace.secret or not self._clear_after:
            return
        left = max(0.0, self._clear_at - monotonic())
        with contextlib.suppress(TimeoutError, NotCopied):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                from .desktop_clipboard import clear_locally_later

                await clear_locally_later(trace.mark, left, self.environment)

    @contextlib.asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(TURN_TIMEOUT):
                await self._turn.acquire()
        except TimeoutError as error:
            raise NotCopied("another copy is still under way") from error
        try:
            yield
        finally:
            self._turn.release()

    async def _copy(self, text: str, *, secret: bool) -> Outcome:
        await self.look()
        choice = self.choice
        if choice.refusal:
            raise NotCopied(choice.refusal)
        try:
            return await self._copy_by(choice.route, choice, text, secret=secret)
        except NotCopied as error:
            if choice.fallback is None:
                raise
            late = self._late(secret=secret) if error.may_have_left else ""
        outcome = await self._copy_by(choice.fallback, choice, text, secret=secret)
        return outcome._replace(text=f"{outcome.text} {late}".rstrip())

    def _late(self, *, secret: bool) -> str:
        """Describe a clipboard that may have taken a text, though it didn't say so in time."""
        taken = "A clipboard that answered too late may hold it"
        if LOCAL in self._left and secret and self._clear_after:
            return f"{taken}, and is cleared after {self._clear_after:g} s."
        return f"{taken}."

    async def _copy_by(self, route: Route, choice: Choice, text: str, *, secret: bool) -> Outcome:
        from .desktop_clipboard import mark_of
        from .obstacle import obstacle

        hint, keeper = obstacle(route, self.environment, self.receiver_of(route))
        before = dict(self._left)
        # Noted first: a copy that is cancelled may still arrive.
        self._left[route] = _Copied(mark_of(text), secret, keeper)
        try:
            outcome = await self._sender.send(route, text, choice, secret=secret, hint=hint)
        except NotCopied as error:
            if not error.may_have_left:
                self._left = before
            elif route.clear is not None:
                await self._stop_timer()
                self._clear_later(secret=secret)
            raise
        except asyncio.CancelledError:
            if route.clear is not None:
                self._clear_later(secret=secret)
            raise
        if outcome.certainty is not Certainty.VERIFIED or route.clear is None:
            # What a terminal holds by then could be told only by sending the secret back.
            return outcome
        await self._stop_timer()
        if not self._clear_later(secret=secret):
            return outcome
        cleared = f"It is cleared after {self._clear_after:g} s; {HISTORY}."
        return verified(f"{outcome.text} {cleared}")

    async def _clear(self, route: Route) -> Outcome:
        try:
            copied = self._left[route]
            outcome = await self._sender.overwrite(
                route, copied.mark, self.choice, keeper=copied.keeper
            )
        except NotCopied as error:
            return not_cleared(error)
        self._left.pop(route, None)
        return outcome

    def _clear_later(self, *, secret: bool) -> bool:
        """Schedule the clearing of the desktop's clipboard; return whether it will be cleared."""
        if self._timer is not None:
            self._timer.cancel()
        if not secret or not self._clear_after:
            return False
        self._clear_at = monotonic() + self._clear_after
        self._timer = asyncio.create_task(self._clear_in_time())
        return True

    async def _clear_in_time(self) -> None:
        await self._sleep(self._clear_after)
        async with self._turn:
            if LOCAL in self._left:
                await self._clear(LOCAL)

    async def _stop_timer(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
            await asyncio.wait([timer])
