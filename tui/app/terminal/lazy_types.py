"""Stand-ins for modules that Textual loads for a name: trees, menus, a palette, and tracebacks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_NAME = "textual.types"
_PALETTE = "textual.command"
_TRACEBACK = "rich.traceback"


class _Types(ModuleType):
    """Stand-in for `textual.types`, which imports trees and menus only for type hints."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        if name.startswith("__"):
            raise AttributeError(name)
        few = import_module("textual._types")
        if hasattr(few, name):
            return getattr(few, name)
        # For any other name, the real module replaces this one.
        sys.modules.pop(_NAME, None)
        return getattr(import_module(_NAME), name)


def defer_types() -> None:
    """Defer the import of `textual.types`; call it before Textual is imported."""
    sys.modules.setdefault(_NAME, _Types(_NAME))


class _Later:
    """Stand-in for a class of the palette's module, which is imported when the class is used.

    Classes derived from it have no such base. The only one is the provider of Textual's themes,
    which the program does not use.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - the class's own
        return getattr(import_module(_PALETTE), self._name)(*arguments, **options)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the class's own
        return getattr(getattr(import_module(_PALETTE), self._name), name)

    def __mro_entries__(self, _bases: tuple[object, ...]) -> tuple[type, ...]:
        return ()


class _Palette(ModuleType):
    """Stand-in for the palette's module, which imports menus and fields."""

    def __getattr__(self, name: str) -> _Later:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(name)


@contextmanager
def defer_palette() -> Iterator[None]:
    """Defer the import of the palette while Textual is imported (3 % of a start)."""
    if _PALETTE in sys.modules:
        yield
        return
    sys.modules[_PALETTE] = _Palette(_PALETTE)
    try:
        yield
    finally:
        del sys.modules[_PALETTE]


class _Nothing:
    """Stand-in for a traceback."""

    def __init__(self, *_: object, **__: object) -> None:
        pass


def spare_tracebacks() -> None:
    """Keep Textual from importing rich's tracebacks when a worker fails: none is ever shown.

    If that import fails, because memory is short or the files were replaced, the worker would end
    silently, and a dialog that waits for it would wait forever.
    """
    module = ModuleType(_TRACEBACK)
    vars(module)["Traceback"] = _Nothing
    sys.modules[_TRACEBACK] = module
