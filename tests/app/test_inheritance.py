"""Screens, dialogs and widgets are composed: a chain of subclasses hides where a behaviour is."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from textual.dom import DOMNode

import tui.app
from tui.app.dialogs.base.dialog import Dialog
from tui.app.dialogs.requests.request_dialog import RequestDialog

_GENERIC = {Dialog, RequestDialog}
"""A request dialog is a dialog, so that below it there are two."""


def test_no_screen_dialog_widget_or_app_has_more_than_one_base_class_of_ours() -> None:
    for module in walk_packages(tui.app.__path__, "tui.app."):
        import_module(module.name)
    chains = {node.__qualname__: bases for node in _subclasses(DOMNode) if (bases := _ours(node))}

    assert chains["DeleteKey"] == _GENERIC
    long = {name for name, bases in chains.items() if len(bases) > 1 and bases != _GENERIC}
    assert not long


def _subclasses(node: type) -> Iterator[type]:
    direct: list[type] = node.__subclasses__()
    for subclass in direct:
        yield subclass
        yield from _subclasses(subclass)


def _ours(node: type) -> set[type]:
    if not node.__module__.startswith("tui."):
        return set()
    return {base for base in node.__mro__[1:] if base.__module__.startswith("tui.")}
