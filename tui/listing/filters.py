"""The filter's language: words, `owner:ana`, `idle:>90d`, `used:never`, and `!` to negate."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .ages import Use, day, last_used, unused_for, use_of

if TYPE_CHECKING:
    from ..api.models import AccessKey

Test = Callable[["AccessKey", datetime], bool]

_SPAN = re.compile(r"([<>]?)([0-9]{1,5})([hdwy])")
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
_STATES = {
    "never": Use.NEVER,
    "active": Use.ACTIVE,
    "idle": Use.IDLE,
    "stale": Use.STALE,
    "unknown": Use.UNKNOWN,
}


class FilterError(ValueError):
    """A filter that can't be understood; the text says what is wrong and what would do."""


@dataclass(frozen=True)
class Filter:
    """A filter as it was typed, and the tests that a key must pass, all of them."""

    text: str = ""
    tests: tuple[Test, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tests)

    def matches(self, key: AccessKey, now: datetime) -> bool:
        """Tell whether a key is to be shown."""
        return all(test(key, now) for test in self.tests)


def parse_filter(text: str) -> Filter:
    """Read a filter.

    Raises:
        FilterError: a term makes no sense, or not yet: what is half typed must not pass for all.
    """
    return Filter(text.strip(), tuple(_test(term) for term in text.split()))


def _test(term: str) -> Test:
    if term == "!":
        raise FilterError("! goes right before a term: !word")
    if term.startswith("!"):
        return _not(_test(term[1:]))
    name, colon, value = term.partition(":")
    if not colon or name.lower() not in _FIELDS:
        return _word(term)
    if not value:
        raise FilterError(f"{name}: what?")
    return _FIELDS[name.lower()](value)


def _not(test: Test) -> Test:
    return lambda key, now: not test(key, now)


def _word(word: str) -> Test:
    wanted = word.casefold()

    def test(key: AccessKey, now: datetime) -> bool:
        texts = (key.name, key.client_id, key.created_by or "")
        return any(wanted in text.casefold() for text in texts) or any(
            wanted in text.casefold()
            for text in (day(key.created_at), last_used(key, now), use_of(key, now).value)
        )

    return test


def _field(read: Callable[[AccessKey], str]) -> Callable[[str], Test]:
    def test_for(value: str) -> Test:
        wanted = value.casefold()
        return lambda key, now: wanted in read(key).casefold()

    return test_for


def _used(value: str) -> Test:
    states = [state for name, state in _STATES.items() if name.startswith(value.casefold())]
    if not states:
        raise FilterError("used: takes never, active, idle or stale")
    return lambda key, now: use_of(key, now) in states


def _idle(value: str) -> Test:
    span = _SPAN.fullmatch(value)
    if span is None:
        raise FilterError("idle: takes >90d, <2w (h, d, w or y)")
    longer, limit = span[1] != "<", int(span[2]) * _UNITS[span[3]]

    def test(key: AccessKey, now: datetime) -> bool:
        unused = unused_for(key, now)
        return unused is not None and (unused > limit if longer else unused < limit)

    return test


_FIELDS: dict[str, Callable[[str], Test]] = {
    "name": _field(lambda key: key.name),
    "owner": _field(lambda key: key.created_by or ""),
    "client": _field(lambda key: key.client_id),
    "used": _used,
    "idle": _idle,
}
