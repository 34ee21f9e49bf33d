"""Ranks keys by the risk of deleting them by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .key_facts import has_other_owner
from .usage import Usage, usage_of

if TYPE_CHECKING:
    from datetime import datetime

    from ..api.access_key import AccessKey
    from .filter import FilterContext


@dataclass(frozen=True)
class DeleteRisk:
    """A key with the reasons not to delete it."""

    key: AccessKey
    in_use: bool
    """Whether it was used recently, or its last use is unknown."""
    has_other_owner: bool

    def __bool__(self) -> bool:
        return self.in_use or self.has_other_owner


def delete_risks(keys: Iterable[AccessKey], context: FilterContext) -> tuple[DeleteRisk, ...]:
    """Return the risk of each key: the riskiest first, then the most recently used."""
    risks = [
        DeleteRisk(
            key,
            usage_of(key, context.now, context.limits) in (Usage.ACTIVE, Usage.UNKNOWN),
            has_other_owner(key, context.me),
        )
        for key in keys
    ]
    return tuple(sorted(risks, key=lambda risk: _rank(risk, context.now)))


def _rank(risk: DeleteRisk, now: datetime) -> tuple[bool, bool, float, str, str]:
    key = risk.key
    unused = (now - key.last_login).total_seconds() if key.last_login else float("inf")
    return not risk.in_use, not risk.has_other_owner, unused, key.name, key.id
