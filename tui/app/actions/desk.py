"""Desk: the parts of a key list screen that an action may use, and the runner of its steps."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ...listing.columns import SortOrder
from ...listing.filter import Filter
from ...listing.listing import Listing
from ...listing.marks import Marks
from ...listing.server_query import ALL
from .action import View

if TYPE_CHECKING:
    from textual.message import Message
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from ...api.access_key import AccessKey
    from ...listing.coverage import AnyKeyList
    from ...listing.server_query import Query
    from ..screens.key_list import KeyListScreen

Value = TypeVar("Value")

Steps = Coroutine[Any, Any, None]
"""Steps of an action that opens dialogs, one after the other."""


class _State(Generic[Value]):
    """Immutable state of the screen, read and replaced by way of the desk."""

    def __set_name__(self, _owner: type[Desk], name: str) -> None:
        self._name = name

    def __get__(self, desk: Desk, _owner: type[Desk]) -> Value:
        value: Value = getattr(desk.screen, self._name)
        return value

    def __set__(self, desk: Desk, value: Value) -> None:
        setattr(desk.screen, self._name, value)


class Desk:
    """A key list as an action sees it: state to read and replace, and ways to ask and to tell."""

    listing = _State[Listing]()
    filter = _State[Filter]()
    order = _State[SortOrder]()
    marks = _State[Marks]()

    def __init__(self, screen: KeyListScreen) -> None:
        self.screen = screen
        """The screen; no concern of an action."""
        self.session = screen.session
        self.clipboard = screen.clipboard
        self.notes = screen.notes
        """Notes about secrets that reach nobody if the program ends over them."""
        self.loader = screen.loader
        self.steps = screen.steps
        """Runs what opens dialogs."""
        self.rotations = screen.rotations
        """The rotations of the listed keys."""
        self.whose = screen.whose
        """The owner of a key that names none."""
        self.can_query = screen.can_query
        """Whether the server can be asked for a part of the list."""

    @property
    def view(self) -> View:
        """State by which actions are available."""
        session, table = self.session, self.screen.table
        return View(
            listing=self.listing,
            filter=self.filter,
            marks=self.marks,
            shown=table.keys,
            key=table.selected,
            loading=self.loader.loading,
            can_go_back=self.can_go_back,
            opening=self.steps.opening,
            readonly=session.settings.readonly,
            deleting=session.deletes.ids,
            can_take_back=bool(session.deletes.waiting),
            may_hold_secret=self.clipboard.copied_secret,
            has_profiles=session.profiles is not None,
        )

    @property
    def shown(self) -> tuple[AccessKey, ...]:
        """The keys that pass the filter, in order."""
        return self.screen.shown

    @property
    def narrowed(self) -> str:
        """The filters of the list, in words."""
        return "  ".join(self.screen.narrowings)

    async def ask(self, dialog: Screen[Value]) -> Value | None:
        """Open a dialog and wait for its result."""
        from ..ask import ask

        return await ask(self.screen.app, dialog)

    def tell(self, text: str, *, title: str = "", severity: SeverityLevel = "information") -> None:
        """Pop up a message."""
        self.screen.notify(text, title=title, severity=severity, markup=False)

    def work(self, task: Awaitable[None], group: str) -> None:
        """Run a task in the background until it ends or the screen does."""
        self.screen.run_worker(task, group=group)

    def send(self, message: Message) -> None:
        """Send a message to the application."""
        self.screen.post_message(message)

    def quit_soon(self) -> None:
        """End the program once the steps that go on are over."""

        async def quit_now() -> None:
            self.screen.call_later(self.screen.run_action, "app.quit")

        # Key presses and actions are ignored until then.
        self.steps.start_when_idle(quit_now)

    def refresh_bindings(self) -> None:
        """Update which actions are available."""
        self.screen.refresh_bindings()

    def pick(self) -> AccessKey | None:
        """Return the key under the cursor, and keep the cursor on it whatever is shown next."""
        return self.screen.table.pick()

    def start_on_key(self, steps: Callable[[Desk, AccessKey], Steps]) -> None:
        """Run steps on the key under the cursor, if there is one."""
        if (key := self.pick()) is not None:
            self.steps.start(steps(self, key))

    def move_to(self, key_id: str) -> None:
        """Put the cursor on a key, now or as soon as it is shown."""
        self.screen.table.move_to(key_id)

    def move_on(self) -> None:
        """Put the cursor on the next key."""
        self.screen.table.action_move(1)

    def sort_by_next(self, by: int) -> None:
        """Sort by a column to the right or to the left."""
        columns = self.screen.table.shown_columns or self.screen.COLUMNS
        self.order = self.order.step(columns, by)

    def go_to(self, key_id: str) -> None:
        """Put the cursor on a key of the list, and drop the filter if that hides it."""
        if all(key.id != key_id for key in self.shown):
            self.filter = Filter()
        self.move_to(key_id)

    async def open_filter(self) -> None:
        """Open the filter's field, or go back to it."""
        from ..widgets.filter_input import FilterInput
        from ..widgets.footer import Footer

        screen = self.screen
        if not screen.query(FilterInput):
            screen.add_class("-filtering")
            # On a list of one's own keys, all have the same owner.
            listed = (self.listing.keys or ()) if self.can_query else ()
            field = FilterInput(
                self.filter.with_query(self.loader.wanted),
                sorted({key.created_by for key in listed if key.created_by}),
                allows_server=self.can_query,
            )
            await screen.mount(field, before=screen.query_one(Footer))
            screen.watch(field, "filter", self._take_filter, init=False)
        screen.query_one(FilterInput).focus_field()

    def _take_filter(self, typed: Filter) -> None:
        self.filter = typed.local

    @property
    def can_go_back(self) -> bool:
        """Whether there is a filter, a query or a note to drop."""
        undelivered = self.screen.undelivered.among(self.listing)
        return bool(self.filter or undelivered or self.loader.wanted)

    def go_back(self) -> None:
        """Drop the filter; without one, put the notes aside, or else show all keys."""
        if self.filter:
            self.filter = Filter()
        elif not self.put_aside() and self.loader.wanted:
            self.loader.reload(ALL)

    def put_aside(self, name: str | None = None) -> bool:
        """Drop the notes about a key, or all of them; return whether there were any."""
        dropped = self.screen.undelivered.put_aside(name)
        if dropped:
            self.screen.paint()
        return dropped

    async def fetch(self, query: Query) -> AnyKeyList:
        """Fetch keys from the server, whatever is shown."""
        return await self.screen.fetch(query)

    @property
    def fetch_details(self) -> Callable[[str], Awaitable[AccessKey]] | None:
        """Fetches one key from the server by its id; None where that has no such request."""
        return self.screen.fetch_details

    async def delete_key(self, key: AccessKey) -> None:
        """Send the delete of a key."""
        await self.screen.delete_key(key)


class OneAtATime:
    """Runs the steps of one action at a time, in a worker of the screen.

    A second press of a key must not open a second dialog beneath the first.
    """

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._queue: deque[Callable[[], Steps]] = deque()
        self._stopped = False
        self.busy = False
        """Whether steps go on."""

    @property
    def opening(self) -> bool:
        """Whether steps go on whose dialog is still to open."""
        return self.busy and self._screen.is_active

    def stop(self) -> None:
        """End the steps that go on, and start none any more: the screen is about to go."""
        self._stopped = True
        self._queue.clear()
        self._screen.workers.cancel_group(self._screen, "dialog")

    def start(self, steps: Steps) -> None:
        """Run steps, unless others still go on."""
        if self.busy or self._stopped:
            steps.close()
            return
        self.busy = True
        self._screen.run_worker(self._run(steps), group="dialog")

    async def _run(self, steps: Steps) -> None:
        try:
            await steps
        finally:
            self.busy = False
            self._screen.call_later(self.start_next)

    def start_when_idle(self, steps: Callable[[], Steps]) -> bool:
        """Queue steps; return whether the next ones of the queue run now."""
        self._queue.append(steps)
        return self.start_next()

    def start_next(self) -> bool:
        """Run the next steps of the queue, unless others go on or something is on top."""
        can_start = bool(self._queue) and self._screen.is_active and not self.busy
        if can_start:
            self.start(self._queue.popleft()())
        return can_start
