"""Filter terms about the texts of a key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from .usage import MONTHS, Usage, day, last_used, usage_of

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .filter import FilterContext


@dataclass(frozen=True)
class Word:
    """Matches keys with a text in any column."""

    text: str

    def __str__(self) -> str:
        return quoted(self.text, reserved=("me",))

    @property
    def meaning(self) -> str:
        """The term in words."""
        return f"has “{self.text}”"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches."""
        known = f"{key.name}\n{key.client_id}\n{key.created_by or ''}"
        if self._folded in known.casefold():
            return True
        if not self._may_be_an_age:
            return False
        use = usage_of(key, context.now, context.limits).value
        shown = f"{day(key.created_at)}\n{last_used(key, context.now)}\n{use}"
        return self._folded in shown.casefold()

    @cached_property
    def _folded(self) -> str:
        return self.text.casefold()

    @cached_property
    def _may_be_an_age(self) -> bool:
        """Whether the text can occur in a date or age, which take long to format for many keys."""
        return re.sub(r"\d", "0", self._folded) in _AGES


_AGES = "\n".join(
    (
        *(f"00 {month} 0000" for month in MONTHS),
        *(f"{'0' * 9} {unit} ago" for unit in ("d", "h", "min")),
        "just now",
        "never",
        "unknown",
        *(state.value for state in Usage),
    )
).casefold()
"""All forms of dates, ages and states, with 0 for each digit."""


class KeyField(Enum):
    """Fields of a key that can be searched."""

    NAME = "name"
    OWNER = "owner"
    CLIENT = "client"

    def of(self, key: AccessKey) -> str:
        """Return the field's text for a key."""
        if self is KeyField.OWNER:
            return key.created_by or ""
        return key.name if self is KeyField.NAME else key.client_id


@dataclass(frozen=True)
class Contains:
    """Matches keys with a text in one field."""

    field: KeyField
    text: str

    def __str__(self) -> str:
        return f"{self.field.value}:{quoted(self.text)}"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return f"{self.field.value} has “{self.text}”"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches."""
        return self._folded in self.field.of(key).casefold()

    @cached_property
    def _folded(self) -> str:
        return self.text.casefold()


@dataclass(frozen=True)
class Equals:
    """Matches keys with exactly this text in one field, ignoring case."""

    field: KeyField
    text: str

    def __str__(self) -> str:
        return f"{self.field.value}:={quoted(self.text)}"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return f"{self.field.value} is “{self.text}”"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches."""
        return self.text.casefold() == self.field.of(key).casefold()


@dataclass(frozen=True)
class ServerTerm:
    """Makes the server list only these keys; matches the same keys in any other list."""

    field: KeyField
    """Owner or client ID, the only fields that the server filters by."""
    text: str

    def __str__(self) -> str:
        return f"server:{self.field.value}={quoted(self.text)}"

    @property
    def meaning(self) -> str:
        """The query in words."""
        return f"the server lists {self.field.value} “{self.text}” only"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether the server may list a key, however it compares texts."""
        return self.text.casefold() in self.field.of(key).casefold()


@dataclass(frozen=True)
class Temporary:
    """Matches keys whose name looks temporary."""

    def __str__(self) -> str:
        return "looks:temporary"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return "name looks temporary"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches."""
        return _TEMPORARY.search(key.name.casefold()) is not None


_TEMPORARY = re.compile(
    r"(?<![a-z])(tmp|temp|temporary|test|testing|try|trial|demo|dummy|debug|foo|bar|asdf|old|"
    r"delete|deleteme|throwaway|scratch|playground|poc)(?![a-z])"
)


def quoted(text: str, reserved: tuple[str, ...] = ()) -> str:
    """Quote a text so that the parser reads exactly that text."""
    plain = text and not re.search(r'[\s"\\:]|^[!=]', text) and text.lower() not in reserved
    if plain:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
