"""Marks on keys, to act on several together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..api.access_key import AccessKey


class Marks(NamedTuple):
    """Marks by key id; they survive refreshing, sorting, filtering and switching lists."""

    ids: frozenset[str] = frozenset()
    latest: str = ""
    """Id of the key marked last, where a range begins."""

    def __bool__(self) -> bool:
        return bool(self.ids)

    def toggle(self, key: AccessKey) -> Marks:
        """Mark a key, or remove its mark."""
        if key.id in self.ids:
            return Marks(self.ids - {key.id})
        return Marks(self.ids | {key.id}, key.id)

    def add(self, keys: Iterable[AccessKey]) -> Marks:
        """Mark keys."""
        return self._replace(ids=self.ids | {key.id for key in keys})

    def extend_to(self, shown: Sequence[AccessKey], key: AccessKey) -> Marks:
        """Mark all keys from the one marked last to this one."""
        ids = [each.id for each in shown]
        start, end = sorted((ids.index(key.id), ids.index(self.latest)))
        return Marks(self.ids | set(ids[start : end + 1]), key.id)

    def can_extend(self, shown: Iterable[AccessKey]) -> bool:
        """Return whether the beginning of a range is shown."""
        return any(key.id == self.latest for key in shown)

    def keep(self, ids: Iterable[str]) -> Marks:
        """Remove the marks of all other keys."""
        kept = self.ids & frozenset(ids)
        return self if kept == self.ids else self._replace(ids=kept)

    def drop(self, ids: Iterable[str]) -> Marks:
        """Remove the marks of these keys."""
        return self.keep(self.ids - frozenset(ids))

    def of(self, keys: Iterable[AccessKey]) -> tuple[AccessKey, ...]:
        """Return the marked keys among these, in their order."""
        return tuple(key for key in keys if key.id in self.ids)

    def summary(self, shown: Iterable[AccessKey], listed: Iterable[AccessKey]) -> str:
        """Count the marks, and those not visible: "5 marked, 2 of them hidden"."""
        if not self.ids:
            return ""
        here, seen = len(self.of(listed)), len(self.of(shown))
        parts = [f"{len(self.ids)} marked"]
        if here > seen:
            parts.append(f"{here - seen} of them hidden")
        if len(self.ids) > here:
            parts.append(f"{len(self.ids) - here} not in this list")
        return ", ".join(parts)
