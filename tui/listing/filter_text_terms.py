"""The terms of a filter that look at the texts of a key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from .usage import MONTHS, Usage, day, last_used, usage_of

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .filter_context import FilterContext


@dataclass(frozen=True)
class Word:
    """Passes keys that have a text in any column."""

    text: str

    def __str__(self) -> str:
        return quoted(self.text, reserved=("me",))

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        return f"has “{self.text}”"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes."""
        known = f"{key.name}\n{key.client_id}\n{key.created_by or ''}"
        if self._folded in known.casefold():
            return True
        if not self._may_be_an_age:
            return False
        use = usage_of(key, view.now, view.limits).value
        shown = f"{day(key.created_at)}\n{last_used(key, view.now)}\n{use}"
        return self._folded in shown.casefold()

    @cached_property
    def _folded(self) -> str:
        return self.text.casefold()

    @cached_property
    def _may_be_an_age(self) -> bool:
        """Whether it can be in what is written of a moment, which takes long for many keys."""
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
"""The forms of all that is written of moments, with 0 for each digit."""


class KeyField(Enum):
    """The texts of a key that can be searched alone."""

    NAME = "name"
    OWNER = "owner"
    CLIENT = "client"

    def of(self, key: AccessKey) -> str:
        """Give the text."""
        if self is KeyField.OWNER:
            return key.created_by or ""
        return key.name if self is KeyField.NAME else key.client_id


@dataclass(frozen=True)
class Contains:
    """Passes keys that have a text in one column."""

    part: KeyField
    text: str

    def __str__(self) -> str:
        return f"{self.part.value}:{quoted(self.text)}"

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        return f"{self.part.value} has “{self.text}”"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes."""
        return self._folded in self.part.of(key).casefold()

    @cached_property
    def _folded(self) -> str:
        return self.text.casefold()


@dataclass(frozen=True)
class Equals:
    """Passes keys that have a text, and nothing else, in one column."""

    part: KeyField
    text: str

    def __str__(self) -> str:
        return f"{self.part.value}:={quoted(self.text)}"

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        return f"{self.part.value} is “{self.text}”"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes."""
        return self.text.casefold() == self.part.of(key).casefold()


@dataclass(frozen=True)
class ServerTerm:
    """Has the server list no other keys; in a list that it was not asked for, passes no others."""

    part: KeyField
    """The owner or the client ID: the server can look for nothing else."""
    text: str

    def __str__(self) -> str:
        return f"server:{self.part.value}={quoted(self.text)}"

    @property
    def meaning(self) -> str:
        """What the server is asked for, in words."""
        return f"the server lists {self.part.value} “{self.text}” only"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether the server could list a key, by whichever rule it compares texts."""
        return self.text.casefold() in self.part.of(key).casefold()


@dataclass(frozen=True)
class Temporary:
    """Passes keys whose name looks as if they were not meant to stay."""

    def __str__(self) -> str:
        return "looks:temporary"

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        return "name looks temporary"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes."""
        return _TEMPORARY.search(key.name.casefold()) is not None


_TEMPORARY = re.compile(
    r"(?<![a-z])(tmp|temp|temporary|test|testing|try|trial|demo|dummy|debug|foo|bar|asdf|old|"
    r"delete|deleteme|throwaway|scratch|playground|poc)(?![a-z])"
)


def quoted(text: str, reserved: tuple[str, ...] = ()) -> str:
    """Write a text so that the filter reads it as that text and nothing else."""
    plain = text and not re.search(r'[\s"\\:]|^[!=]', text) and text.lower() not in reserved
    if plain:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
