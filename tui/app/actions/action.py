"""Actions, and the view of a key list that decides whether they are available."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...listing.filter import Filter
from ...listing.listing import Listing
from ...listing.marks import Marks
from ..widgets.bindings_view import bind

if TYPE_CHECKING:
    from textual.binding import Binding

    from ...api.access_key import AccessKey
    from .context import ActionContext


class View(NamedTuple):
    """Snapshot of a key list's state, shared by all bindings while they are checked."""

    listing: Listing = Listing()
    filter: Filter = Filter()
    marks: Marks = Marks()
    shown: tuple[AccessKey, ...] = ()
    """The keys that pass the filter."""
    key: AccessKey | None = None
    """The key under the cursor."""
    loading: bool = False
    can_go_back: bool = False
    """Whether there is a filter, a query or a note to dismiss."""
    opening: bool = False
    """Whether an action's dialog is about to open, which further key presses are meant for."""
    readonly: bool = False
    deleting: frozenset[str] = frozenset()
    """Ids of the keys whose delete is pending or was sent."""
    can_take_back: bool = False
    """Whether a delete is pending."""
    may_hold_secret: bool = False
    """Whether a secret was copied to the clipboard and not cleared since."""
    has_profiles: bool = False

    @property
    def marked(self) -> Iterator[AccessKey]:
        """The marked keys of the list, except those that are being deleted."""
        ids = self.marks.ids - self.deleting if self.marks else frozenset()
        return (key for key in self.listing.keys or () if key.id in ids) if ids else iter(())

    @property
    def can_have_rows(self) -> bool:
        """Whether there are rows, or a list is still being loaded."""
        return self.listing.keys is not None or self.listing.failure is None


Available = Callable[[View], bool | None]
"""Function that returns True to enable an action, None to grey its key, False to hide it."""


def always(_view: View) -> bool:
    """Enable an action always."""
    return True


def on_a_key(view: View) -> bool | None:
    """Enable an action if the cursor is on a key."""
    return True if view.key is not None else None


def on_a_stable_key(view: View) -> bool | None:
    """Enable an action if the cursor is on a key that is not being deleted."""
    return True if view.key is not None and view.key.id not in view.deleting else None


class Action(NamedTuple):
    """Something that the user can do on a key list, from its key press to its effect."""

    id: str
    """The id of its binding in the keymap."""
    label: str
    tooltip: str
    run: Callable[[ActionContext], Awaitable[None] | None]
    """Function that carries it out; an awaitable result is awaited before the next key press.

    To open dialogs, it passes its steps to `context.steps.start`. Modules that only the steps need
    are imported in them, so that the first frame does not wait for them.
    """
    available: Available = always
    changes: bool = False
    """Whether it changes keys, so that it is hidden in read-only mode."""
    shown: bool = True
    """Whether it belongs in the footer."""

    @property
    def binding(self) -> Binding:
        """The binding, for a screen that has `action_run`."""
        action = f"run({self.id!r})"
        return bind(self.id, action, self.label, tooltip=self.tooltip, show=self.shown)

    def state(self, view: View) -> bool | None:
        """Return True if it is enabled, None to grey its key, False to hide it."""
        if self.changes and view.readonly:
            return False
        return None if view.opening else self.available(view)
