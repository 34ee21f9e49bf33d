"""Context of an action: the parts of a key list screen that it may use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

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
    from .step_runner import Steps

Value = TypeVar("Value")


class _State(Generic[Value]):
    """Descriptor for a piece of immutable state of the screen, to read and to replace."""

    def __set_name__(self, _owner: type[ActionContext], name: str) -> None:
        self._name = name

    def __get__(self, context: ActionContext, _owner: type[ActionContext]) -> Value:
        value: Value = getattr(context.screen, self._name)
        return value

    def __set__(self, context: ActionContext, value: Value) -> None:
        setattr(context.screen, self._name, value)


class ActionContext:
    """The parts of a key list screen that an action may use: its state, dialogs and notices."""

    listing = _State[Listing]()
    filter = _State[Filter]()
    order = _State[SortOrder]()
    marks = _State[Marks]()

    def __init__(self, screen: KeyListScreen) -> None:
        self.screen = screen
        """The screen, for this class only: actions use the attributes and methods below."""
        self.session = screen.session
        self.clipboard = screen.clipboard
        self.notes = screen.notes
        """Notes about secrets that are lost if the program ends before it delivers them."""
        self.loader = screen.loader
        self.steps = screen.steps
        """Runner of steps that open dialogs."""
        self.rotations = screen.rotations
        """The rotations of the listed keys."""
        self.default_owner = screen.default_owner
        """The owner to show for a key without one."""
        self.can_query = screen.can_query
        """Whether the server can filter the list."""

    @property
    def view(self) -> View:
        """State that decides which actions are available."""
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

    def notify(
        self, text: str, *, title: str = "", severity: SeverityLevel = "information"
    ) -> None:
        """Show a notice."""
        self.screen.notify(text, title=title, severity=severity, markup=False)

    def run_worker(self, task: Awaitable[None], group: str) -> None:
        """Run a task in the background until it ends or the screen does."""
        self.screen.run_worker(task, group=group)

    def post_message(self, message: Message) -> None:
        """Post a message to the application."""
        self.screen.post_message(message)

    def quit_soon(self) -> None:
        """Quit the program once the running steps have ended."""

        async def quit_now() -> None:
            self.screen.call_later(self.screen.run_action, "app.quit")

        # Key presses and actions are ignored until then.
        self.steps.start_when_idle(quit_now)

    def refresh_bindings(self) -> None:
        """Update which actions are available."""
        self.screen.refresh_bindings()

    def pick(self) -> AccessKey | None:
        """Return the key under the cursor, and keep the cursor on it when the list changes."""
        return self.screen.table.pick()

    def start_on_key(self, steps: Callable[[ActionContext, AccessKey], Steps]) -> None:
        """Run steps on the key under the cursor, if there is one."""
        if (key := self.pick()) is not None:
            self.steps.start(steps(self, key))

    def move_to(self, key_id: str) -> None:
        """Move the cursor to a key, now or as soon as it is shown."""
        self.screen.table.move_to(key_id)

    def move_to_next(self) -> None:
        """Move the cursor to the next key."""
        self.screen.table.action_move(1)

    def sort_by_next(self, by: int) -> None:
        """Sort by the next column to the right or, if negative, to the left."""
        columns = self.screen.table.shown_columns or self.screen.COLUMNS
        self.order = self.order.step(columns, by)

    def go_to(self, key_id: str) -> None:
        """Move the cursor to a key of the list, and drop the filter if it hides the key."""
        if all(key.id != key_id for key in self.shown):
            self.filter = Filter()
        self.move_to(key_id)

    async def open_filter(self) -> None:
        """Open the filter's field, or focus it again."""
        from ..widgets.filter_input import FilterInput
        from ..widgets.footer import Footer

        screen = self.screen
        if not screen.query(FilterInput):
            screen.add_class("-filtering")
            # The user's own keys all have the same owner.
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
        """Whether there is a filter, a query or a note to dismiss."""
        undelivered = self.screen.undelivered.among(self.listing)
        return bool(self.filter or undelivered or self.loader.wanted)

    def go_back(self) -> None:
        """Drop the filter; without one, dismiss the notes; without any, drop the query."""
        if self.filter:
            self.filter = Filter()
        elif not self.dismiss_notes() and self.loader.wanted:
            self.loader.reload(ALL)

    def dismiss_notes(self, name: str | None = None) -> bool:
        """Dismiss the notes about a key, or all notes; return whether there were any."""
        dropped = self.screen.undelivered.dismiss(name)
        if dropped:
            self.screen.paint()
        return dropped

    async def fetch(self, query: Query) -> AnyKeyList:
        """Fetch keys from the server, without showing them."""
        return await self.screen.fetch(query)

    @property
    def fetch_details(self) -> Callable[[str], Awaitable[AccessKey]] | None:
        """Function that fetches a key by its id; None if the API has no such request here."""
        return self.screen.fetch_details

    async def delete_key(self, key: AccessKey) -> None:
        """Send the delete of a key."""
        await self.screen.delete_key(key)
