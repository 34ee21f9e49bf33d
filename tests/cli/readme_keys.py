"""The key table of the README, made from the bindings: `python -m tests.cli.readme_keys`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from textual.binding import Binding, BindingType

from tui.app.app import AccessKeysApp
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.keymap import name_of_key
from tui.app.screens.all_keys import AllKeysScreen
from tui.app.screens.key_list import bindings
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.widgets.key_table import KeyTable

_PLACES = {
    (True, True): "both",
    (True, False): "My keys",
    (False, True): "All keys",
}


def readme_key_table() -> str:
    """Return the rows, one for each binding that has an id, in the order of declaration."""
    rows = [
        *(_row(binding, _place(binding)) for binding in _declared(vars(bindings).values())),
        *(_row(binding, "both") for binding in _declared(AccessKeysApp.BINDINGS)),
        *(_row(binding, "both") for binding in _declared(KeyTable.BINDINGS)),
        *(_row(binding, "secret panel") for binding in _declared(SecretPanel.BINDINGS)),
    ]
    return "".join(
        f"{row}\n" for row in ["| key | on | what it does |", "| --- | --- | --- |", *rows]
    )


def _declared(values: Iterable[object]) -> Iterator[Binding]:
    for value in values:
        if isinstance(value, Binding) and value.id is not None:
            yield value
        elif isinstance(value, tuple):
            yield from _declared(value)


def _place(binding: Binding) -> str:
    return _PLACES[_has(MyKeysScreen.BINDINGS, binding), _has(AllKeysScreen.BINDINGS, binding)]


def _has(declared: Iterable[BindingType], binding: Binding) -> bool:
    return any(each is binding for each in declared)


def _row(binding: Binding, place: str) -> str:
    keys = " ".join(f"`{name_of_key(key.strip())}`" for key in binding.key.split(","))
    return f"| {keys} | {place} | {binding.description}: {binding.tooltip} |"


if __name__ == "__main__":
    sys.stdout.write(readme_key_table())
