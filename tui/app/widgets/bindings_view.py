"""Bindings, and the verbs that can be used now, read from them.

Footer, help and palette are made from these, so that they can't differ from what a key does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.widgets import Input

from ..keymap import KEYMAP, name_of_key

if TYPE_CHECKING:
    from textual.screen import Screen

GROUPS = {
    "keys": "The list",
    "key": "The key under the cursor",
    "secret": "The secret",
    "app": "The program",
    "move": "Moving",
}
"""Binding ids begin with one of these and a dot; the order is that of help and palette."""

WAYS_OUT = GROUPS["app"]
"""The heading of help, quit and the like."""

_PLACES = {name: place for place, name in enumerate(KEYMAP) if name.startswith("app.")}

_HEADINGS = tuple(GROUPS.values())


@dataclass(frozen=True)
class Verb:
    """One thing that the user can do, with every key that does it."""

    id: str
    keys: tuple[str, ...]
    action: str
    """The action with its namespace, ready to run from anywhere."""
    label: str
    about: str
    """One line about what it does."""
    shown: bool
    """Whether it belongs in the footer."""
    enabled: bool
    node: Any
    """The node that the action runs on."""

    @property
    def group(self) -> str:
        """The heading that the verb stands under."""
        return GROUPS[self.id.partition(".")[0]]

    def has(self, text: str) -> bool:
        """Return whether its texts contain all words of a text."""
        said = f"{self.group} {' '.join(self.keys)} {self.label} {self.about}".casefold()
        return all(word in said for word in text.casefold().split())


def bind(
    binding_id: str, action: str, label: str = "", *, tooltip: str = "", show: bool = True
) -> Binding:
    """Declare a binding, whose key the keymap knows."""
    key = KEYMAP[binding_id]
    return Binding(key, action, label, show=show, id=binding_id, tooltip=tooltip)


def verbs_of(screen: Screen[Any]) -> list[Verb]:
    """List what can be done on a screen now, in the order of declaration.

    The ways on and out come last, in the order of the keymap, whoever offers them.
    """
    found: dict[str, Verb] = {}
    typing = isinstance(screen.focused, Input)
    for key, active in screen.active_bindings.items():
        binding = active.binding
        # While a text is typed, a letter is a letter.
        if binding.id is None or (typing and len(name_of_key(key)) == 1):
            continue
        keys: tuple[str, ...] = (name_of_key(key),)
        if binding.id in found:
            keys = found[binding.id].keys + keys
        found[binding.id] = Verb(
            binding.id,
            keys,
            binding.action,
            binding.description,
            binding.tooltip,
            binding.show,
            active.enabled,
            active.node,
        )
    return sorted(found.values(), key=lambda verb: _PLACES.get(verb.id, -1))


def by_group(verbs: list[Verb]) -> list[Verb]:
    """Put verbs under their headings."""
    return sorted(verbs, key=lambda verb: _HEADINGS.index(verb.group))
