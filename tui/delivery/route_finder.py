"""Finds the route of copies, by the terminals that show the program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from .clipboard_routes import (
    AROUND,
    OSC52,
    SCREEN,
    SCREEN_AROUND,
    TMUX,
    Environment,
    route_choices,
)
from .limits import LOOK_PAUSE, OTHERS_REPLY, READ_BACK_TIMEOUT

if TYPE_CHECKING:
    from .choose_route import Choice
    from .clipboard_routes import Route
    from .recorders import Recorder
    from .terminal import Around, Terminal


_SHOWN_TWICE = (
    "this GNU screen is shown in several terminals, and it could reach another person's clipboard: "
    "detach the others by screen -d -r"
)


class RouteFinder:
    """Keeps track of the terminals that show the program, and finds the route of copies.

    Args:
        environment: Environment variables.
        route: One of `route_choices`.
        recorded: Whether the terminal is recorded, so that nothing may go through it.
        identify: Queries the identity of the terminal; returns whether that is possible.
        identify_around: Queries the identity of the terminal around GNU screen.
    """

    def __init__(
        self,
        environment: Environment,
        route: str,
        *,
        recorded: bool,
        identify: Callable[[], bool],
        identify_around: Callable[[], bool],
    ) -> None:
        if route not in route_choices():
            raise ValueError(f"{route!r} is none of {', '.join(route_choices())}")
        self.environment = environment
        self.setting = route
        self.recorded = recorded
        self.recorders: tuple[Recorder, ...] = ()
        """Recorders found so far."""
        self._identify, self._identify_around = identify, identify_around
        self._screen: Terminal | None = None
        """The GNU screen that the program runs in, if it does."""
        self._is_due = False
        """Whether a reply of the terminal around GNU screen is pending."""
        self._replied_at = 0.0
        self._is_shown_twice = False
        """Whether several terminals replied through GNU screen."""
        self._identified = asyncio.Event()
        self._terminal: Terminal | None = None
        self._around: Around | None = None
        self._watchers: list[Callable[[], object]] = []
        self._looking: asyncio.Task[None] | None = None
        self._identifying = asyncio.Lock()

    @property
    def terminal(self) -> Terminal | None:
        """The terminal that shows the program; None if not known yet."""
        return self._terminal

    @terminal.setter
    def terminal(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._identified.set()
        self._notify_watchers()

    def note(self, terminal: Terminal) -> None:
        """Record which terminal replied; if it is GNU screen, query the terminal around it."""
        if self._is_due and not terminal.is_screen:
            # It may be a late reply of the terminal around GNU screen.
            self._is_due = False
            self._identify()
            return
        self._screen = terminal if terminal.is_screen else None
        self._replied_at, self._is_shown_twice = 0.0, False
        self._is_due = self._screen is not None and self._identify_around()
        if not self._is_due:
            self.terminal = terminal

    def note_around(self, terminal: Terminal, count: int) -> None:
        """Record which terminal replied through GNU screen.

        Args:
            terminal: The terminal.
            count: Number of replies so far; a late one may belong to an earlier query.
        """
        self._is_due &= not count
        if self._screen is None:
            return
        now = monotonic()
        self._replied_at = self._replied_at or now
        self._is_shown_twice |= count > 1 and now - self._replied_at <= OTHERS_REPLY
        self.terminal = terminal.around(self._screen)

    def look_soon(self) -> None:
        """Identify the terminals again soon, if anything watches the route."""
        if self._watchers and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look_after_a_pause())

    async def _look_after_a_pause(self) -> None:
        # Resizing a window causes many events.
        await asyncio.sleep(LOOK_PAUSE)
        await self.look()

    async def look(self) -> None:
        """Identify the terminals that show the program."""
        await self.look_around()
        await self.identify_again()

    async def look_around(self) -> None:
        """Identify the terminal around tmux, if copies go through that."""
        if self.recorded or self.choice.route is not TMUX:
            return
        from .tmux_clipboard import look_around

        self._around = await look_around(self.environment)
        self._notify_watchers()

    async def identify_again(self) -> None:
        """Identify the terminal again, because dtach may have moved the program to another one.

        That may ignore copies, or lose one on a query for its clipboard.
        """
        # Replies don't name their query, so only one may be pending.
        is_pending = self._identifying.locked()
        async with self._identifying:
            if self._terminal and not is_pending and self._depends_on_replies(self.choice):
                await self._query_identity(self._terminal)

    async def _query_identity(self, terminal: Terminal) -> None:
        self._identified.clear()
        if not self._identify():
            return
        # The terminal around GNU screen is queried after the reply of GNU screen.
        queries = 1 + terminal.has_screen
        try:
            async with asyncio.timeout(READ_BACK_TIMEOUT * queries):
                await self._identified.wait()
        except TimeoutError:
            # It must not be queried for its clipboard any more; a GNU screen is still known.
            if terminal.may_query or terminal.inside:
                self._terminal = terminal.inside
        if self._screen is not None:
            await asyncio.sleep(OTHERS_REPLY)

    def receiver_of(self, route: Route) -> Terminal | None:
        """Return the terminal that gets a copy by a route; None if not known."""
        if route is TMUX:
            return self._around.terminal if self._around else None
        return self._terminal

    @staticmethod
    def _depends_on_replies(choice: Choice) -> bool:
        """Return whether the route of copies depends on the identity of the terminal."""
        by_replies = {OSC52, AROUND, SCREEN, SCREEN_AROUND}
        return bool(by_replies.intersection((choice.route, choice.fallback)))

    def _notify_watchers(self) -> None:
        for callback in tuple(self._watchers):
            callback()

    def watch(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call `callback` when the route of copies may have changed; return a function to stop."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def explain(self) -> str:
        """Describe the route of copies, and the reason, in a sentence."""
        return self.choice.sentence

    @property
    def choice(self) -> Choice:
        """The present route, and the reason."""
        # Imported here, so that the first frame does not wait for it.
        from .choose_route import choose_route

        choice = choose_route(
            self.environment,
            self.setting,
            recorded=self.recorded,
            terminal=self._terminal or self._screen,
            around=self._around,
        )
        if self._is_shown_twice and choice.route in (SCREEN, SCREEN_AROUND):
            choice = choice._replace(refusal=choice.refusal or _SHOWN_TWICE)
        return choice.without_detour if self.recorders else choice

    @property
    def refuses(self) -> bool:
        """Whether nothing can be copied from here."""
        return bool(self.choice.refusal)

    def is_kept_by(self, recorder: Recorder) -> bool:
        """Return whether a recorder of the terminal would keep a copy."""
        return not self.refuses and self.choice.route.is_seen_by(recorder)
