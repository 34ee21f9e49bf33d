"""Loses no time while the program is looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Iterable
from types import CodeType, FunctionType

import pytest
from textual import _callback
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.design import ColorSystem
from textual.message import Message
from textual.message_pump import MessagePump

from tests.app.idle import get_time, wait_for_idle, wait_for_screen
from tests.app.styling import style_quickly

_parse_rules = Stylesheet._parse_rules
_parsed: dict[Hashable, list[RuleSet]] = {}

_numbers: dict[frozenset[tuple[str, str]], int] = {}

_generate = ColorSystem.generate
_generated: dict[Hashable, dict[str, str]] = {}

_count_parameters = _callback._count_parameters
_counted: dict[tuple[CodeType, bool], int] = {}

_get_dispatch_methods = MessagePump._get_dispatch_methods
_Handler = tuple[type, Callable[[Message], Awaitable[object]]]
_named: dict[tuple[type, type, str], list[tuple[type, FunctionType]] | None] = {}


def hurry(monkeypatch: pytest.MonkeyPatch, *, draw: bool = False) -> None:
    """Leave out what only a terminal, or another start of the program, would need."""
    if not draw:
        _draw_when_read(monkeypatch)
    _take_no_naps(monkeypatch)
    monkeypatch.setattr("textual.strip.FIFOCache", lambda _: _NO_CACHE)
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_rules_once)
    monkeypatch.setattr(ColorSystem, "generate", _generate_once)
    # A test may have changed some.
    _named.clear()
    monkeypatch.setattr(MessagePump, "_get_dispatch_methods", _get_handlers)
    monkeypatch.setattr("textual._callback._count_parameters", _count_once)
    style_quickly(monkeypatch)


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
    monkeypatch.setattr("textual.pilot.Pilot._wait_for_screen", wait_for_screen)
    monkeypatch.setattr("textual._time.get_time", get_time)


class _NoCache:
    """Cache that is always empty, for strips: to make their seven is most of making one."""

    def get(self, _key: object) -> None:
        """Find nothing."""

    def __setitem__(self, _key: object, _value: object) -> None:
        """Forget it."""


_NO_CACHE = _NoCache()


def _parse_rules_once(sheet: Stylesheet, *source: Hashable, **options: Hashable) -> list[RuleSet]:
    """Read each style sheet once for every start of the same program."""
    key = (source, *options.items(), _variables_of(sheet))
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, *source, **options)  # type: ignore[arg-type]
    return _parsed[key]


def _variables_of(sheet: Stylesheet) -> int:
    """Number the variables of a sheet, which are others when its theme is."""
    known: tuple[dict[str, str], int] | None = getattr(sheet, "_known_variables", None)
    if known is None or known[0] is not sheet._variables:
        variables = frozenset(sheet._variables.items())
        known = sheet._variables, _numbers.setdefault(variables, len(_numbers))
        sheet._known_variables = known  # type: ignore[attr-defined]
    return known[1]


def _generate_once(colors: ColorSystem) -> dict[str, str]:
    """Mix the colors of each theme once."""
    key = tuple(
        frozenset(value.items()) if isinstance(value, dict) else value
        for value in vars(colors).values()
    )
    if key not in _generated:
        _generated[key] = _generate(colors)
    return _generated[key].copy()


def _count_once(callback: Callable[..., object]) -> int:
    """Count parameters once for all the callbacks that are made by the same line."""
    code = getattr(callback, "__code__", None)
    # What wraps others has the parameters of each.
    if code is None or hasattr(callback, "__wrapped__"):
        return _count_parameters(callback)
    key = code, hasattr(callback, "__self__")
    if key not in _counted:
        _counted[key] = _count_parameters(callback)
    return _counted[key]


def _get_handlers(pump: MessagePump, name: str, message: Message) -> Iterable[_Handler]:
    """Look once for the handlers of a message that go by their names alone: most do."""
    key = type(pump), type(message), name
    if key not in _named:
        _named[key] = _named_handlers(type(pump), name, message)
    if (named := _named[key]) is None:
        yield from _get_dispatch_methods(pump, name, message)
        return
    for kind, handler in named:
        if message._no_default_action:
            return
        yield kind, handler.__get__(pump, kind)


def _named_handlers(
    pump: type, name: str, message: Message
) -> list[tuple[type, FunctionType]] | None:
    found = []
    for kind in pump.__mro__:
        decorated = vars(kind).get("_decorated_handlers") or ()
        if any(isinstance(message, each) for each in decorated):
            return None
        handler = vars(kind).get(f"_{name}") or vars(kind).get(name)
        if handler is not None and not hasattr(handler, "_textual_on"):
            found.append((kind, handler))
    return found
