"""Views of the active bindings, from which footer, help and palette are generated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from textual.binding import Binding

from ..keymap import KEYMAP, name_of_key

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

GROUPS = {
    "keys": "The list",
    "key": "The key under the cursor",
    "secret": "The secret",
    "app": "The program",
    "move": "Moving",
}
"""Headings in help and palette, in their order, by the prefix of a binding's id."""

PROGRAM = GROUPS["app"]
"""Heading of the program's own bindings, such as help and quit."""

_PLACES = {name: place for place, name in enumerate(KEYMAP) if name.startswith("app.")}

_HEADINGS = tuple(GROUPS.values())


class BindingView(NamedTuple):
    """A binding as footer, help and palette show it, with all its keys."""

    id: str
    keys: tuple[str, ...]
    action: str
    """The action with its namespace, ready to run from anywhere."""
    label: str
    about: str
    """Its tooltip, a line of description."""
    shown: bool
    """Whether it belongs in the footer."""
    enabled: bool
    node: Any
    """The node that the action runs on."""

    @property
    def group(self) -> str:
        """Heading in help and palette."""
        return GROUPS[self.id.partition(".")[0]]

    def has(self, text: str) -> bool:
        """Return whether its texts contain all words of a search."""
        said = f"{self.group} {' '.join(self.keys)} {self.label} {self.about}".casefold()
        return all(word in said for word in text.casefold().split())


def bind(
    binding_id: str, action: str, label: str = "", *, tooltip: str = "", show: bool = True
) -> Binding:
    """Create a binding with its key from the keymap."""
    key = KEYMAP[binding_id]
    return Binding(key, action, label, show=show, id=binding_id, tooltip=tooltip)


def takes_text(widget: Widget | None) -> bool:
    """Return whether a widget is a text field, without importing the class of fields."""
    return widget is not None and widget.check_consume_key("a", "a")


def binding_views(screen: Screen[Any]) -> list[BindingView]:
    """Return the active bindings of a screen, in the order of declaration.

    Those of the program come last, in the order of the keymap.
    """
    found: dict[str, BindingView] = {}
    typing = takes_text(screen.focused)
    for key, active in screen.active_bindings.items():
        binding = active.binding
        # In a text field, letters are input.
        if binding.id is None or (typing and len(name_of_key(key)) == 1):
            continue
        keys: tuple[str, ...] = (name_of_key(key),)
        if binding.id in found:
            keys = found[binding.id].keys + keys
        found[binding.id] = BindingView(
            binding.id,
            keys,
            binding.action,
            binding.description,
            binding.tooltip,
            binding.show,
            active.enabled,
            active.node,
        )
    return sorted(found.values(), key=lambda entry: _PLACES.get(entry.id, -1))


def by_group(entries: list[BindingView]) -> list[BindingView]:
    """Sort bindings by their headings."""
    return sorted(entries, key=lambda entry: _HEADINGS.index(entry.group))
