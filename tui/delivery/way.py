"""Way of a copy: what is known of where it would go, and the route that fits."""

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


class Way:
    """Way to the user's clipboard.

    Args:
        environment: Tells where the program runs: tmux, GNU screen, SSH or a desktop.
        route: One of `route_choices`.
        recorded: Whether the terminal is recorded, so that nothing may go through it.
        identify: Asks the terminal again which it is; returns whether it can be asked.
        identify_around: Asks the terminal around GNU screen.
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
        self.asked = route
        self.recorded = recorded
        self.recorders: tuple[Recorder, ...] = ()
        """Recorders of that terminal, as far as they were found."""
        self._identify, self._identify_around = identify, identify_around
        self._screen: Terminal | None = None
        self._is_due = False
        """Whether the terminal around it was asked, and has not replied."""
        self._replied_at = 0.0
        self._is_shown_twice = False
        """Whether several terminals have replied through GNU screen."""
        self._identified = asyncio.Event()
        self._terminal: Terminal | None = None
        self._around: Around | None = None
        self._watchers: list[Callable[[], object]] = []
        self._looking: asyncio.Task[None] | None = None
        self._asking = asyncio.Lock()

    @property
    def terminal(self) -> Terminal | None:
        """The terminal that the program is shown in, once it is known."""
        return self._terminal

    @terminal.setter
    def terminal(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._identified.set()
        self._tell_watchers()

    def note(self, terminal: Terminal) -> None:
        """Note which terminal has replied; a copy goes by what is around it if it's GNU screen."""
        if self._is_due and not terminal.is_screen:
            # Perhaps the late reply of what is around it, which must not be taken for its own.
            self._is_due = False
            self._identify()
            return
        self._screen = terminal if terminal.is_screen else None
        self._replied_at, self._is_shown_twice = 0.0, False
        self._is_due = self._screen is not None and self._identify_around()
        if not self._is_due:
            self.terminal = terminal

    def note_around(self, terminal: Terminal, count: int) -> None:
        """Note which terminal has replied through GNU screen.

        Args:
            count: How many replies there are by now; a late one is that to an earlier query.
        """
        self._is_due &= not count
        if self._screen is None:
            return
        now = monotonic()
        self._replied_at = self._replied_at or now
        self._is_shown_twice |= count > 1 and now - self._replied_at <= OTHERS_REPLY
        self.terminal = terminal.around(self._screen)

    def look_soon(self) -> None:
        """Look again soon, if there are listeners: another terminal may show the program now."""
        if self._watchers and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look_after_a_pause())

    async def _look_after_a_pause(self) -> None:
        # A window that is being resized tells of each of its sizes.
        await asyncio.sleep(LOOK_PAUSE)
        await self.look()

    async def look(self) -> None:
        """Find the terminals that show the program."""
        await self.look_around()
        await self.look_again()

    async def look_around(self) -> None:
        """Look which terminal shows the tmux that copies go through, if they do."""
        if self.recorded or self.choice.route is not TMUX:
            return
        from .tmux_clipboard import look_around

        self._around = await look_around(self.environment)
        self._tell_watchers()

    async def look_again(self) -> None:
        """Look which terminal shows the program now: from dtach it may be another one.

        That may ignore copies, or lose one by a query for its clipboard.
        """
        # Replies don't say to which query they are, so there is one at a time.
        is_asked = self._asking.locked()
        async with self._asking:
            if self._terminal and not is_asked and self._goes_by_replies(self.choice):
                await self._ask_again(self._terminal)

    async def _ask_again(self, terminal: Terminal) -> None:
        self._identified.clear()
        if not self._identify():
            return
        # What is around GNU screen is asked once that has replied.
        queries = 1 + terminal.has_screen
        try:
            async with asyncio.timeout(READ_BACK_TIMEOUT * queries):
                await self._identified.wait()
        except TimeoutError:
            # Without a reply it is asked for nothing more; what else is known still counts.
            if terminal.may_query or terminal.inside:
                self._terminal = terminal.inside
        if self._screen is not None:
            await asyncio.sleep(OTHERS_REPLY)

    def receiver_of(self, route: Route) -> Terminal | None:
        """Return the terminal that gets a copy by a route, if it is known."""
        if route is TMUX:
            return self._around.terminal if self._around else None
        return self._terminal

    @staticmethod
    def _goes_by_replies(choice: Choice) -> bool:
        """Return whether the route of copies depends on which terminal has replied."""
        by_replies = {OSC52, AROUND, SCREEN, SCREEN_AROUND}
        return bool(by_replies.intersection((choice.route, choice.fallback)))

    def _tell_watchers(self) -> None:
        for changed in tuple(self._watchers):
            changed()

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call a function whenever copies go another way; return what ends that."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    def explain(self) -> str:
        """Describe in one sentence the route of copies, and the reason."""
        return self.choice.sentence

    @property
    def choice(self) -> Choice:
        """The route to take now, and why."""
        # Imported when something is to be copied: the first frame does not wait for it.
        from .choose_route import choose_route

        choice = choose_route(
            self.environment,
            self.asked,
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
        """Check whether a copy would be in what a recorder of the terminal keeps."""
        return not self.refuses and self.choice.route.is_seen_by(recorder)
