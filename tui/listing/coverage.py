"""Coverage of a list that was loaded owner by owner: what may be missing from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..text import clean, first_few

if TYPE_CHECKING:
    from ..api.access_key import AccessKey, KeyList

_NAMED = 2
"""Owners listed by name; the others are counted."""


@dataclass(frozen=True)
class NextSteps:
    """Hints, in a few words each, at what the user can do about missing keys; empty for none."""

    retry: str = ""
    resume: str = ""
    refresh: str = ""
    add_owners: str = ""


@dataclass(frozen=True)
class Coverage:
    """Owners whose keys were loaded, and those who may have more."""

    loaded: int = 0
    """Number of owners whose keys were loaded."""
    not_loaded: int = 0
    """Number of owners left when the user stopped."""
    failed: tuple[str, ...] = ()
    """Owners whose request failed."""
    full: tuple[str, ...] = ()
    """Owners whose list reached the server's limit."""
    unmatched: tuple[str, ...] = ()
    """Owners of listed keys for whom a request by owner returned nothing."""
    without_owner: int = 0
    """Number of keys that name no owner."""
    has_other_owners: bool = False
    """Whether a response had keys of other owners than requested."""
    changed: int = 0
    """Number of keys that were created or deleted meanwhile."""

    def summary(self, steps: NextSteps) -> str:
        """Describe what may be missing, the worst first, with a hint at what to do."""
        stopped = f"{_owners(self.not_loaded)} not loaded, as you stopped" * bool(self.not_loaded)
        changed = f"{self.changed} keys were created or deleted meanwhile" * bool(self.changed)
        missing = (
            f"Loaded owner by owner, {self.loaded} of them. Keys of owners that are neither listed "
            "here nor named are missing"
        )
        parts = [
            _sentence(_of(self.failed, "could not be loaded"), steps.retry),
            _sentence(stopped, steps.resume),
            _sentence(_of(self.full, "may have more keys than the 100 that the server lists")),
            _sentence(_of(self.unmatched, "is not found by name, so more may be missing")),
            _sentence(changed, steps.refresh),
            f"{self.without_owner} keys name no owner." * bool(self.without_owner),
            "The server listed keys of other owners than requested." * self.has_other_owners,
            _sentence(missing, steps.add_owners),
        ]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class MergedList:
    """A list merged from many responses."""

    keys: tuple[AccessKey, ...]
    skipped: int
    coverage: Coverage | None
    """None if one response had all keys."""


if TYPE_CHECKING:
    AnyKeyList = KeyList | MergedList
    """A list from one response or from many."""


def _sentence(text: str, step: str = "") -> str:
    return f"{text}{f': {step}' if step else ''}." if text else ""


def _owners(count: int) -> str:
    return "1 owner was" if count == 1 else f"{count} owners were"


def _of(owners: tuple[str, ...], statement: str) -> str:
    if not owners:
        return ""
    return f"{first_few([clean(owner, 40) for owner in owners], _NAMED)} {statement}"
