"""Loses no time while the program is looked at."""

from __future__ import annotations

from collections.abc import Hashable

import pytest
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.ui.idle import wait_for_idle

_parse_rules = Stylesheet._parse_rules
_parsed: dict[Hashable, list[RuleSet]] = {}


def hurry(monkeypatch: pytest.MonkeyPatch, *, draw: bool = False) -> None:
    """Leave out what only a terminal, or another start of the program, would need."""
    if not draw:
        _draw_when_read(monkeypatch)
    _take_no_naps(monkeypatch)
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_rules_once)


def _draw_when_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing for a terminal that isn't there: who reads the screen has it drawn then.

    It is nearly half of the work.
    """
    draw = Compositor.render_update

    def draw_all_or_nothing(self: Compositor, *, full: bool = False, **options: object) -> object:
        return draw(self, full, **options) if full else None  # type: ignore[arg-type]

    monkeypatch.setattr(Compositor, "render_update", draw_all_or_nothing)


def _take_no_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Go on as soon as the program is idle: Textual's pilot sleeps several times a key."""
    monkeypatch.setattr("textual.app.wait_for_idle", wait_for_idle)
    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_for_idle)


def _parse_rules_once(sheet: Stylesheet, *source: Hashable, **options: Hashable) -> list[RuleSet]:
    """Read each style sheet once for every start of the same program."""
    key = (source, *options.items(), frozenset(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, *source, **options)  # type: ignore[arg-type]
    return _parsed[key]
