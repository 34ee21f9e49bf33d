"""The key table of the README, made from the bindings: `python -m tests.cli.readme_keys`."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator

from textual.binding import Binding
from textual.dom import DOMNode

from tui.app.app import AccessKeysApp
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.keymap import KEYMAP, name_of_key
from tui.app.screens.all_keys import AllKeysScreen
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.widgets.key_table import KeyTable

_PLACES: dict[str, tuple[type[DOMNode], ...]] = {
    "both": (AccessKeysApp, KeyTable),
    "My keys": (MyKeysScreen,),
    "All keys": (AllKeysScreen,),
    "secret panel": (SecretPanel,),
}

_PARTS = {"keys": 0, "key": 0, "app": 1, "move": 2}


def readme_key_table() -> str:
    """Return the rows in the order of the keymap: one for each binding that has an id.

    Those that only move share one.
    """
    places: dict[str, str] = {}
    bindings: dict[str, Binding] = {}
    for place, binding in _declared():
        name = str(binding.id)
        places[name] = "both" if name in places else place
        bindings[name] = binding
    names = sorted(filter(bindings.__contains__, KEYMAP), key=lambda name: _part(name, places))
    rows: list[str] = []
    for part, group in itertools.groupby(names, key=lambda name: _part(name, places)):
        if part == _PARTS["move"]:
            rows.append(_moves([bindings[name] for name in group]))
        else:
            rows += [_row(bindings[name], places[name]) for name in group]
    return "".join(
        f"{row}\n" for row in ["| key | on | what it does |", "| --- | --- | --- |", *rows]
    )


def _declared() -> Iterator[tuple[str, Binding]]:
    for place, owners in _PLACES.items():
        for owner in owners:
            for binding in owner.BINDINGS:
                if isinstance(binding, Binding) and binding.id is not None:
                    yield place, binding


def _part(name: str, places: dict[str, str]) -> int:
    """Return the part of the table: the list, the program, moving, the secret panel."""
    return 3 if places[name] == "secret panel" else _PARTS[name.partition(".")[0]]


def _row(binding: Binding, place: str) -> str:
    return f"| {_keys(binding)} | {place} | {binding.description}: {binding.tooltip} |"


def _moves(bindings: list[Binding]) -> str:
    labels = ", ".join(binding.description for binding in bindings)
    return f"| {', '.join(map(_keys, bindings))} | both | {labels} |"


def _keys(binding: Binding) -> str:
    return " ".join(f"`{name_of_key(key.strip())}`" for key in binding.key.split(","))


if __name__ == "__main__":
    sys.stdout.write(readme_key_table())
