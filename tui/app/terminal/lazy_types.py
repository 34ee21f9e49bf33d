"""Lazy `textual.types`: Textual itself loads trees and menus for the names of a few types."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_NAME = "textual.types"


class _Types(ModuleType):
    """Stands for a module that loads trees and menus for the types that these are told with."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        if name.startswith("__"):
            raise AttributeError(name)
        few = import_module("textual._types")
        if hasattr(few, name):
            return getattr(few, name)
        # Whoever asks for more gets the real one, as does everybody after that.
        sys.modules.pop(_NAME, None)
        return getattr(import_module(_NAME), name)


def spare_types() -> None:
    """Load them when they are asked for; to be called before Textual is loaded."""
    sys.modules.setdefault(_NAME, _Types(_NAME))
