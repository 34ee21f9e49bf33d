"""The keys that something shall be done with together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..api.access_key import AccessKey


@dataclass(frozen=True)
class Marks:
    """Marks by key id, so that they outlive a refresh, an order, a filter and another list."""

    ids: frozenset[str] = frozenset()
    latest: str = ""
    """The id that was marked last: a range begins there."""

    def __bool__(self) -> bool:
        return bool(self.ids)

    def toggle(self, key: AccessKey) -> Marks:
        """Mark a key, or take its mark away."""
        if key.id in self.ids:
            return Marks(self.ids - {key.id})
        return Marks(self.ids | {key.id}, key.id)

    def add(self, keys: Iterable[AccessKey]) -> Marks:
        """Mark keys."""
        return replace(self, ids=self.ids | {key.id for key in keys})

    def reach(self, shown: Sequence[AccessKey], key: AccessKey) -> Marks:
        """Mark what stands between the key that was marked last and this one, and this one."""
        ids = [each.id for each in shown]
        start, end = sorted((ids.index(key.id), ids.index(self.latest)))
        return Marks(self.ids | set(ids[start : end + 1]), key.id)

    def can_reach(self, shown: Iterable[AccessKey]) -> bool:
        """Tell whether a range has a beginning that is seen."""
        return any(key.id == self.latest for key in shown)

    def keep(self, ids: Iterable[str]) -> Marks:
        """Take the marks off all other keys."""
        kept = self.ids & frozenset(ids)
        return self if kept == self.ids else replace(self, ids=kept)

    def drop(self, ids: Iterable[str]) -> Marks:
        """Take the marks off these keys."""
        return self.keep(self.ids - frozenset(ids))

    def of(self, keys: Iterable[AccessKey]) -> tuple[AccessKey, ...]:
        """Give those of the keys that are marked, in their order."""
        return tuple(key for key in keys if key.id in self.ids)

    def words(self, shown: Iterable[AccessKey], listed: Iterable[AccessKey]) -> str:
        """Count the marks, and aloud those that can't be seen: "5 marked, 2 of them hidden"."""
        if not self.ids:
            return ""
        here, seen = len(self.of(listed)), len(self.of(shown))
        parts = [f"{len(self.ids)} marked"]
        if here > seen:
            parts.append(f"{here - seen} of them hidden")
        if len(self.ids) > here:
            parts.append(f"{len(self.ids) - here} not in this list")
        return ", ".join(parts)
