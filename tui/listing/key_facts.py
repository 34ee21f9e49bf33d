"""What is known of a key, in facts with a label each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..text import clean
from .usage import DEFAULT_LIMITS, GLYPHS, Usage, UsageLimits, ago, last_used, minute, usage_of

if TYPE_CHECKING:
    from datetime import datetime

    from ..api.access_key import AccessKey
    from .filter_context import FilterContext

_LONGEST_ID = 100
"""Characters; ids are as the server wrote them."""


@dataclass(frozen=True)
class Fact:
    """A line about a key."""

    label: str
    text: str
    alarming: bool = False
    """Whether it is a reason not to change the key."""
    more: str = ""
    """The same said in another way."""
    value: str = ""
    """What is copied of it."""
    is_id: bool = False
    """Whether it is told from others by both its ends."""

    @property
    def words(self) -> str:
        """All of it on one line."""
        return f"{self.text} ({self.more})" if self.more else self.text


def identity(key: AccessKey, *, whose: str, me: str = "") -> tuple[Fact, Fact, Fact]:
    """Tell a key from all others, and whose it is.

    Args:
        key: The key.
        whose: The owner of a key that names none.
        me: Whoever is signed in, if the keys of others are worth an alarm.
    """
    return (
        Fact("Name", key.name),
        Fact("Client ID", key.client_id),
        Fact("Owner", key.created_by or whose, has_other_owner(key, me)),
    )


def has_other_owner(key: AccessKey, me: str) -> bool:
    """Tell whether a key surely belongs to somebody else."""
    return bool(me and key.created_by) and (key.created_by or "").casefold() != me.casefold()


def last_used_fact(key: AccessKey, now: datetime, limits: UsageLimits = DEFAULT_LIMITS) -> Fact:
    """Tell when a key was last used; a key in use alarms."""
    used = last_used(key, now)
    if key.last_login is not None:
        used = f"{used} ({minute(key.last_login)})"
    return Fact("Last used", used, usage_of(key, now, limits) is Usage.ACTIVE)


def all_facts(key: AccessKey, view: FilterContext, *, whose: str, own: bool) -> tuple[Fact, ...]:
    """Tell all that is known of a key.

    Args:
        key: The key.
        view: What it is judged from.
        whose: The owner of a key that names none.
        own: Whether the program signs in with this key.
    """
    use = usage_of(key, view.now, view.limits)
    used = Fact("Last used", last_used(key, view.now), value=use.value)
    facts = (
        Fact("Name", key.name, value=key.name),
        Fact("Client ID", key.client_id, value=key.client_id, is_id=True),
        Fact("ID", clean(key.id, _LONGEST_ID), value=key.id, is_id=True),
        Fact(
            "Owner",
            key.created_by or whose,
            value=view.me if key.created_by is None else key.created_by,
        ),
        _moment("Created", key.created_at, view.now) or Fact("Created", "unknown"),
        _moment("Last used", key.last_login, view.now) or used,
        Fact("State", f"{GLYPHS[use]} {use.value}", value=use.value),
    )
    signed_in = Fact("Session", f"{OWN_MARK} this program signs in with it", value=key.client_id)
    return (*facts, signed_in) if own else facts


OWN_MARK = "@"
"""Marks the key that the program signs in with."""


def _moment(label: str, moment: datetime | None, now: datetime) -> Fact | None:
    if moment is None:
        return None
    return Fact(label, minute(moment), more=ago(moment, now), value=f"{moment:%Y-%m-%dT%H:%M:%SZ}")
