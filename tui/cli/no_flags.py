"""Flags of a start without arguments: loading the parser would take 3 % of the first frame."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from ..config.declared_settings import SETTINGS

if TYPE_CHECKING:
    from argparse import Namespace


def no_flags(*, demo: bool) -> Namespace:
    """Return the parser's result for no arguments, or for `--demo` alone."""
    settings = {setting.name: None for setting in SETTINGS if setting.flag}
    rest = dict.fromkeys(("demo_role", "freeze", "command", "version"))
    return cast("Namespace", SimpleNamespace(demo=demo, screencast=False, **rest, **settings))
