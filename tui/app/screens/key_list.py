"""Screen with a table of access keys: its state, and the helpers that it is composed of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.reactive import var
from textual.screen import Screen

from ...listing.columns import SortOrder
from ...listing.filter import Filter
from ...listing.listing import Listing
from ...listing.marks import Marks
from ...listing.server_query import ALL
from ..actions.context import ActionContext
from ..actions.details import show_details
from ..actions.step_runner import StepRunner
from ..keymap import key_name
from ..messages import SignedInAgain
from ..terminal.textual_internals import draw_frugally, forget_drawn_lines
from ..widgets.footer import Footer
from ..widgets.key_table import KeyTable
from ..widgets.notice import Notice
from ..widgets.tab_bar import TabBar
from ..widgets.title_bar import TitleBar
from ..widgets.usage_bar import UsageBar
from .list_loader import ListLoader, Loaded, LoadFailed
from .list_painter import COUNT_DOWN, WIDE, DetailsSync, ListPainter
from .rotations import Rotations
from .undelivered_keys import UndeliveredKeys

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import ActiveBinding

    from ...api.access_key import AccessKey, KeyList
    from ...delivery.clipboard import Clipboard
    from ...delivery.undelivered import UndeliveredNotes
    from ...listing.columns import Column
    from ...listing.coverage import AnyKeyList
    from ...listing.server_query import Query
    from ...session.session import Session
    from ..actions.action import Action, View
    from ..widgets.filter_input import FilterInput

    Keys = tuple[AccessKey, ...]


class KeyListScreen(Screen[None]):
    """Table of access keys, filtered and sorted, with texts about the list around it.

    It holds the state. `ACTIONS` are its bindings with their effects, for which they get the action
    context; the loader replaces the listing; the painter shows the state in the widgets.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    MODE: ClassVar[str]
    COLUMNS: ClassVar[tuple[Column, ...]]
    LOADING: ClassVar[str]
    """Text until the first list has been loaded."""
    default_owner: ClassVar[str]
    """The owner to show for a key without one."""
    can_query: ClassVar[bool]
    """Whether the server can filter the list."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide"), (180, "-vast")]

    listing: var[Listing] = var(Listing(), init=False, always_update=True)
    filter: var[Filter] = var(Filter(), init=False)
    order: var[SortOrder] = var(SortOrder(), init=False)
    marks: var[Marks] = var(Marks(), init=False)

    _actions: ClassVar[dict[str, Action]]
    _is_styled = False
    _view: View | None = None
    """View shared by all bindings while they are checked."""
    _sorted: tuple[Keys, SortOrder, Keys] = ((), SortOrder(), ())
    """Cache for typing a filter: the listed keys, an order, and the keys in that order."""

    def __init_subclass__(cls, **options: Any) -> None:  # noqa: ANN401 - Textual's own
        cls._actions = {action.id: action for action in cls.ACTIONS}
        cls.BINDINGS = [action.binding for action in cls.ACTIONS]
        super().__init_subclass__(**options)

    def __init__(
        self,
        session: Session,
        clipboard: Clipboard,
        notes: UndeliveredNotes | None = None,
        first: KeyList | None = None,
    ) -> None:
        super().__init__()
        draw_frugally(self)
        self.session = session
        self.clipboard = clipboard
        self.notes = notes
        self.loader = ListLoader(self)
        self.table = KeyTable(self.COLUMNS)
        self.steps = StepRunner(self)
        self.rotations = Rotations(self)
        self.painter = ListPainter(self)
        self.action_context = ActionContext(self)
        self._first = first
        self.undelivered = UndeliveredKeys(notes, session)
        self.details = DetailsSync(self)

    async def fetch_list(self, query: Query) -> AnyKeyList:
        """Fetch the list to show."""
        return await self.fetch(query)

    async def fetch(self, query: Query) -> AnyKeyList:
        """Fetch keys, without showing them."""
        raise NotImplementedError

    async def delete_key(self, key: AccessKey) -> None:
        """Send the delete of a key."""
        raise NotImplementedError

    @property
    def fetch_details(self) -> Callable[[str], Awaitable[AccessKey]] | None:
        """Function that fetches a key by its id; None if the API has no such request here."""
        return None

    @property
    def none_listed(self) -> str:
        """Text in place of the rows of an empty list."""
        raise NotImplementedError

    @property
    def not_loaded(self) -> str:
        """Text in place of the rows if the first load has failed."""
        return f"{self.listing.failure}\n\n{key_name('keys.refresh')} tries again."

    @property
    def remarks(self) -> str:
        """Text on what the list lacks."""
        return ""

    @property
    def count(self) -> str:
        """Number of listed keys, for the tab."""
        return str(len(self.listing.keys or ()))

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Active bindings, all checked against the same view."""
        self._view = self.action_context.view
        try:
            return super().active_bindings
        finally:
            self._view = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable an action as its own declaration says."""
        if action == "run":
            return self._actions[str(parameters[0])].state(self._view or self.action_context.view)
        return super().check_action(action, parameters)

    async def action_run(self, action_id: str) -> None:
        """Run an action."""
        if (effect := self._actions[action_id].run(self.action_context)) is not None:
            await effect

    def on_mount(self) -> None:
        """Paint the screen, and load the list, or show the one loaded by signing in."""
        self.painter.paint()
        self.set_interval(COUNT_DOWN, self.painter.update_times)
        self.watch(self.table, "scroll_y", self.details.clear, init=False)
        for follow in (self.painter.paint_deletes, self.loader.catch_up):
            self.session.deletes.subscribe(follow)
        self.painter.paint_deletes()
        if self.notes is not None:
            self.run_worker(self.undelivered.load(self.paint), group="pending")
        first, self._first = self._first, None
        if first is None:
            self.loader.reload()
        else:
            self.loader.show(first, ALL)

    def on_unmount(self) -> None:
        """Stop listening to the deletes of the session."""
        for follow in (self.painter.paint_deletes, self.loader.catch_up):
            self.session.deletes.unsubscribe(follow)

    def on_screen_resume(self) -> None:
        """Show changes made on another screen or in a dialog."""
        forget_drawn_lines()
        self.rotations.resume()
        self.loader.resume()
        if self.is_mounted:
            self.call_later(self.steps.start_next)
            self.painter.paint_bars()

    def on_screen_suspend(self) -> None:
        """Stop automatic refreshes beneath another screen or a dialog."""
        self.loader.suspend()

    @on(Loaded)
    def _handle_loaded(self, event: Loaded) -> None:
        event.stop()
        self.loader.handle_loaded(event)
        self.call_after_refresh(self.rotations.look_later)

    @on(LoadFailed)
    def _handle_failure(self, event: LoadFailed) -> None:
        event.stop()
        self.loader.handle_failure(event)

    @on(SignedInAgain)
    def _load_again(self, event: SignedInAgain) -> None:
        event.stop()
        self.loader.reload(self.listing.attempted)

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield TitleBar()
        yield TabBar()
        yield UsageBar()
        with Horizontal(id="beside"):
            yield self.table
        yield Notice()
        yield Footer()

    def update_node_styles(self, animate: bool = True) -> None:
        """Update the styles, except on the first call, when they are current."""
        if self._is_styled:
            super().update_node_styles(animate)
        self._is_styled = True

    def paint(self) -> None:
        """Paint the state, and drop marks of keys that are gone."""
        if not self.is_mounted:
            return
        listing = self.listing
        if self.marks and listing.keys is not None and not (listing.query or listing.at_limit):
            self.marks = self.marks.keep(key.id for key in listing.keys)
        self.painter.paint()

    watch_listing = watch_filter = watch_order = paint

    def watch_marks(self, before: Marks, marks: Marks) -> None:
        """Paint the marks, and update which actions are available."""
        if self.is_mounted:
            self.painter.paint_marks()
            if bool(before) != bool(marks) or before.latest != marks.latest:
                self.refresh_bindings()

    @property
    def shown(self) -> tuple[AccessKey, ...]:
        """The keys that pass the filter, in order."""
        listed, order = self.listing.keys or (), self.order
        if listed is not self._sorted[0] or order != self._sorted[1]:
            self._sorted = listed, order, order.sort(listed)
        return self.filter.select(self._sorted[2], self.session.filter_context)

    @property
    def narrowings(self) -> tuple[str, ...]:
        """The filters of the list, in words."""
        terms = (("filter", self.filter), ("server", self.listing.query))
        return tuple(f"{name}: {term}" for name, term in terms if term)

    @property
    def freshness(self) -> str:
        """Time of the last update, or progress of the current one."""
        return self.loader.freshness

    @property
    def is_filtering(self) -> bool:
        """Whether a filter is being typed."""
        return self.has_class("-filtering")

    def on_filter_input_closed(self, event: FilterInput.Closed) -> None:
        """Go back to the table."""
        event.stop()
        self.query("FilterInput").remove()
        self.remove_class("-filtering")
        self.table.focus()

    @on(KeyTable.Chosen)
    def _show_details(self, event: KeyTable.Chosen) -> None:
        event.stop()
        self.steps.start(show_details(self.action_context, event.key))

    @on(KeyTable.HeadingClicked)
    def _sort_by(self, event: KeyTable.HeadingClicked) -> None:
        event.stop()
        self.order = self.order.by(event.column)

    @on(KeyTable.Moved)
    def _follow(self, event: KeyTable.Moved) -> None:
        event.stop()
        self.details.show_key_at_rest()

    def on_resize(self) -> None:
        """Add or remove the details pane, depending on the width."""
        if self.is_mounted:
            self.details.fit()
