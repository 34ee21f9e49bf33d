"""Which of many keys it would be worst to delete by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .key_facts import has_other_owner
from .usage import Usage, usage_of

if TYPE_CHECKING:
    from datetime import datetime

    from ..api.access_key import AccessKey
    from .filter_context import FilterContext


@dataclass(frozen=True)
class DeleteRisk:
    """A key, and what speaks against deleting it."""

    key: AccessKey
    in_use: bool
    """Whether it was used lately, or nobody knows."""
    of_another: bool

    def __bool__(self) -> bool:
        return self.in_use or self.of_another


def delete_risks(keys: Iterable[AccessKey], view: FilterContext) -> tuple[DeleteRisk, ...]:
    """Judge keys, and give the riskiest first, then those that were used last."""
    risks = [
        DeleteRisk(
            key,
            usage_of(key, view.now, view.limits) in (Usage.ACTIVE, Usage.UNKNOWN),
            has_other_owner(key, view.me),
        )
        for key in keys
    ]
    return tuple(sorted(risks, key=lambda risk: _rank(risk, view.now)))


def _rank(risk: DeleteRisk, now: datetime) -> tuple[bool, bool, float, str, str]:
    key = risk.key
    unused = (now - key.last_login).total_seconds() if key.last_login else float("inf")
    return not risk.in_use, not risk.of_another, unused, key.name, key.id
