"""Copies texts to the user's clipboard, and clears secrets from it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from ..text import ODD_ID, is_plain_id
from .clipboard_routes import AUTO, LOCAL, Environment, Route, Write
from .clipboard_sender import ClipboardSender, unfit_reason
from .limits import CLEAR_AFTER, CLOSE_TIMEOUT, TURN_TIMEOUT
from .outcome import (
    HISTORY,
    SAVE_IT,
    SAVE_OR_REVEAL,
    NotCopied,
    Outcome,
    failed,
    not_cleared,
    weakest,
)
from .route_finder import RouteFinder

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .choose_route import Choice


class _Copied(NamedTuple):
    """A copied text, of which only a digest is kept."""

    mark: str
    """Digest, to check whether a clipboard still holds the text."""
    secret: bool
    keeper: str = ""
    """Name of a tmux that may keep the text in a paste buffer."""


class Clipboard(RouteFinder):
    """The user's clipboard; keeps only a digest of a copied text.

    Args:
        environment: Environment variables.
        write: Writes to the terminal; called only in the event loop's thread.
        route: One of `route_choices`.
        clear_after: Seconds until a secret is cleared from the desktop's clipboard; 0: never.
        recorded: Whether the terminal is recorded, so that nothing may go through it.
        sleep: Waits for a number of seconds.
        identify: Queries the identity of the terminal; returns whether that is possible.
        identify_around: Queries the identity of the terminal around GNU screen.
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
        """Change the settings; earlier copies can still be cleared."""
        self.setting, self._clear_after = route, clear_after

    def handle_reply(self, reply: SecretStr) -> None:
        """Handle a terminal reply with the clipboard's content, in base64."""
        self._sender.handle_reply(reply)

    @property
    def copied_secret(self) -> bool:
        """Whether a secret was copied, and no later copy of ours has replaced it."""
        return any(trace.secret for trace in self._left.values())

    async def copy(self, text: str, *, secret: bool = False, lines: bool = False) -> Outcome:
        """Copy a text; never raises, and takes at most three seconds, or nine on WSL.

        Args:
            text: The text; printable ASCII on one line, because it may be pasted into a shell.
            secret: Whether the text is a secret, to be cleared again.
            lines: Whether the text is a document, with several lines and any characters.
        """
        instead = SAVE_IT if self.recorded else SAVE_OR_REVEAL
        if reason := unfit_reason(text, lines=lines):
            return failed(NotCopied(reason), instead * secret)
        try:
            async with self._in_turn():
                return await self._copy(text, secret=secret)
        except NotCopied as error:
            late = self._late(secret=secret) if error.may_have_left else ""
            return failed(error, f"{late} {instead * secret}".strip())

    async def copy_id(self, client_id: str) -> Outcome:
        """Copy a client ID, unless it is unsafe to paste into a shell."""
        if is_plain_id(client_id):
            return await self.copy(client_id)
        return failed(NotCopied(ODD_ID))

    async def clear(self) -> Outcome:
        """Overwrite all copies, each only if it is still there, where the clipboard can be read."""
        if not self._left:
            return not_cleared("nothing was copied from here, or it is cleared already")
        try:
            async with self._in_turn():
                await self.identify_again()
                return weakest([await self._clear(route) for route in tuple(self._left)])
        except NotCopied as error:
            return not_cleared(error)

    async def aclose(self, *, keep: bool = False) -> None:
        """Close within two seconds; a copied secret is still cleared when its time is over.

        Not at once, because a user who quits right after a copy is about to paste.

        Args:
            keep: Whether the user chose to keep the secret on the clipboard.
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
        """Describe a clipboard that may hold a text, although it did not confirm that in time."""
        taken = "A clipboard that answered too late may hold it"
        if LOCAL in self._left and secret and self._clear_after:
            return f"{taken}, and is cleared after {self._clear_after:g} s."
        return f"{taken}."

    async def _copy_by(self, route: Route, choice: Choice, text: str, *, secret: bool) -> Outcome:
        from .desktop_clipboard import mark_of
        from .obstacle import obstacle

        hint, keeper = obstacle(route, self.environment, self.receiver_of(route))
        before = dict(self._left)
        # Before it is sent: a cancelled copy may still arrive.
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
        if route.clear is None:
            # A timer can't check a terminal's clipboard without having the secret sent back.
            return outcome
        await self._stop_timer()
        if not self._clear_later(secret=secret):
            return outcome
        cleared = f"It is cleared after {self._clear_after:g} s; {HISTORY}."
        return outcome._replace(text=f"{outcome.text} {cleared}")

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
