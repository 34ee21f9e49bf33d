"""Facts about a key, each with a label."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..text import clean
from .columns import OWN_MARK
from .usage import DEFAULT_LIMITS, GLYPHS, Usage, UsageLimits, ago, last_used, minute, usage_of

if TYPE_CHECKING:
    from datetime import datetime

    from ..api.access_key import AccessKey
    from .filter import FilterContext

_LONGEST_ID = 100
"""Characters; the server may send long ids."""


class Fact(NamedTuple):
    """A labelled fact about a key."""

    label: str
    text: str
    alarming: bool = False
    """Whether it is a reason not to change the key."""
    detail: str = ""
    """The fact in another form, such as an age beside a date."""
    value: str = ""
    """Text to copy."""
    is_id: bool = False
    """Whether it is shortened in the middle, because both ends help to recognise an ID."""

    @property
    def full_text(self) -> str:
        """Text and detail on one line."""
        return f"{self.text} ({self.detail})" if self.detail else self.text


def identity_facts(key: AccessKey, *, default_owner: str, me: str = "") -> tuple[Fact, Fact, Fact]:
    """Return name, client ID and owner of a key.

    Args:
        default_owner: Shown for a key that names no owner.
        me: The signed-in user, if another owner is alarming.
    """
    return (
        Fact("Name", key.name),
        Fact("Client ID", key.client_id),
        Fact("Owner", key.created_by or default_owner, has_other_owner(key, me)),
    )


def has_other_owner(key: AccessKey, me: str) -> bool:
    """Return whether a key certainly belongs to another user."""
    return bool(me and key.created_by) and (key.created_by or "").casefold() != me.casefold()


def last_used_fact(key: AccessKey, now: datetime, limits: UsageLimits = DEFAULT_LIMITS) -> Fact:
    """Return when a key was last used; alarming if it is active."""
    used = last_used(key, now)
    if key.last_login is not None:
        used = f"{used} ({minute(key.last_login)})"
    return Fact("Last used", used, usage_of(key, now, limits) is Usage.ACTIVE)


def all_facts(
    key: AccessKey, context: FilterContext, *, default_owner: str, own: bool
) -> tuple[Fact, ...]:
    """Return all facts about a key.

    Args:
        context: The context that the key is judged in.
        default_owner: Shown for a key that names no owner.
        own: Whether the program signs in with the key.
    """
    use = usage_of(key, context.now, context.limits)
    used = Fact("Last used", last_used(key, context.now), value=use.value)
    facts = (
        Fact("Name", key.name, value=key.name),
        Fact("Client ID", key.client_id, value=key.client_id, is_id=True),
        Fact("ID", clean(key.id, _LONGEST_ID), value=key.id, is_id=True),
        Fact(
            "Owner",
            key.created_by or default_owner,
            value=context.me if key.created_by is None else key.created_by,
        ),
        _moment("Created", key.created_at, context.now) or Fact("Created", "unknown"),
        _moment("Last used", key.last_login, context.now) or used,
        Fact("State", f"{GLYPHS[use]} {use.value}", value=use.value),
    )
    signed_in = Fact("Session", f"{OWN_MARK} this program signs in with it", value=key.client_id)
    return (*facts, signed_in) if own else facts


def _moment(label: str, moment: datetime | None, now: datetime) -> Fact | None:
    if moment is None:
        return None
    return Fact(
        label, minute(moment), detail=ago(moment, now), value=f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    )
