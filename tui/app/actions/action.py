"""Actions, and the view of a key list from which they tell whether they are available."""

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
    from .desk import Desk


class View(NamedTuple):
    """Immutable view of a key list; one for all bindings at once."""

    listing: Listing = Listing()
    filter: Filter = Filter()
    marks: Marks = Marks()
    shown: tuple[AccessKey, ...] = ()
    """The keys that pass the filter."""
    key: AccessKey | None = None
    """The key under the cursor."""
    loading: bool = False
    can_go_back: bool = False
    """Whether there is a filter, a query or a note to drop."""
    opening: bool = False
    """Whether an action has begun whose dialog is still to open: key presses are for that."""
    readonly: bool = False
    deleting: frozenset[str] = frozenset()
    """Ids of the keys that wait to be deleted, or whose delete was sent."""
    can_take_back: bool = False
    """Whether a delete waits."""
    may_hold_secret: bool = False
    """Whether a secret was copied to the clipboard, and not cleared."""
    has_profiles: bool = False

    @property
    def marked(self) -> Iterator[AccessKey]:
        """The marked keys of the list, but for those that are being deleted."""
        ids = self.marks.ids - self.deleting if self.marks else frozenset()
        return (key for key in self.listing.keys or () if key.id in ids) if ids else iter(())

    @property
    def can_have_rows(self) -> bool:
        """Whether there are rows, or may be soon."""
        return self.listing.keys is not None or self.listing.failure is None


Available = Callable[[View], bool | None]
"""Returns True if the action can be run, None to grey its key, False to hide it."""


def always(_view: View) -> bool:
    """Be available whatever is shown."""
    return True


def on_a_key(view: View) -> bool | None:
    """Be available on a key."""
    return True if view.key is not None else None


def on_a_stable_key(view: View) -> bool | None:
    """Be available on a key that is not being deleted."""
    return True if view.key is not None and view.key.id not in view.deleting else None


class Action(NamedTuple):
    """Something that the user can do on a key list, from its key press to its effect."""

    id: str
    """The id of its binding, by which the keymap knows the key."""
    label: str
    tooltip: str
    run: Callable[[Desk], Awaitable[None] | None]
    """Does it; what it returns is awaited before the next key press is handled.

    If it opens dialogs, it passes its steps to `desk.steps.start`, and imports only then what these
    need: the first frame would wait for that otherwise.
    """
    available: Available = always
    changes: bool = False
    """Whether it changes something, so that read-only withholds it."""
    shown: bool = True
    """Whether it belongs in the footer."""

    @property
    def binding(self) -> Binding:
        """The binding, for a screen that has `action_run`."""
        action = f"run({self.id!r})"
        return bind(self.id, action, self.label, tooltip=self.tooltip, show=self.shown)

    def state(self, view: View) -> bool | None:
        """Return True if it can be run now, None to grey its key, False to hide it."""
        if self.changes and view.readonly:
            return False
        return None if view.opening else self.available(view)
