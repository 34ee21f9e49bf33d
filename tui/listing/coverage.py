"""What is known to be in a list that was asked for owner by owner, and what may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..text import clean

if TYPE_CHECKING:
    from ..api.access_key import AccessKey, KeyList

_NAMED = 2
"""Owners that are named before the rest is counted."""


@dataclass(frozen=True)
class Ways:
    """What the user can do about what is missing, in a few words each; empty for nothing."""

    retry: str = ""
    go_on: str = ""
    again: str = ""
    more: str = ""


@dataclass(frozen=True)
class Coverage:
    """Who was asked for, and of whom there may be more."""

    asked: int = 0
    """Owners whose keys the server has listed."""
    unasked: int = 0
    """Owners that it was not asked for any more, as the user did not wait."""
    failed: tuple[str, ...] = ()
    """Owners that could not be asked for."""
    full: tuple[str, ...] = ()
    """Owners of whom the server listed as many keys as it ever does."""
    unmatched: tuple[str, ...] = ()
    """Owners of listed keys, of which none came when they were asked for."""
    nameless: int = 0
    """Keys that name no owner to ask for."""
    others: bool = False
    """Whether an answer had keys of others than who was asked for."""
    changed: int = 0
    """Keys that came or went while it was asked."""

    def words(self, ways: Ways) -> str:
        """Say it, what is worst first, and what can be done about it."""
        unasked = f"{_owners(self.unasked)} not asked for, as you stopped" * bool(self.unasked)
        changed = f"{self.changed} keys came or went meanwhile" * bool(self.changed)
        missing = (
            f"Asked owner by owner, {self.asked} of them. Missing are the keys of owners that are "
            "neither seen here nor named"
        )
        parts = [
            _sentence(_of(self.failed, "could not be asked for"), ways.retry),
            _sentence(unasked, ways.go_on),
            _sentence(_of(self.full, "may have more keys than the 100 that the server lists")),
            _sentence(_of(self.unmatched, "found nothing when asked for, so more may be missing")),
            _sentence(changed, ways.again),
            f"{self.nameless} keys name no owner." * bool(self.nameless),
            "The server gave keys of others than were asked for." * self.others,
            _sentence(missing, ways.more),
        ]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class MergedList:
    """A list that was put together from many answers."""

    keys: tuple[AccessKey, ...]
    skipped: int
    coverage: Coverage | None
    """None if one answer had everything."""


if TYPE_CHECKING:
    AnyKeyList = KeyList | MergedList
    """A list, however it was had."""


def _sentence(text: str, way: str = "") -> str:
    return f"{text}{f': {way}' if way else ''}." if text else ""


def _owners(count: int) -> str:
    return "1 owner was" if count == 1 else f"{count} owners were"


def _of(owners: tuple[str, ...], what: str) -> str:
    if not owners:
        return ""
    names = ", ".join(clean(owner, 40) for owner in owners[:_NAMED])
    more = f" and {len(owners) - _NAMED} more" if len(owners) > _NAMED else ""
    return f"{names}{more} {what}"
