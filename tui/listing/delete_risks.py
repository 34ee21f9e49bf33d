"""Which of many keys it would be worst to delete by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .key_facts import is_elses
from .usage import Use, use_of

if TYPE_CHECKING:
    from datetime import datetime

    from ..api.access_key import AccessKey
    from .filter_context import Viewpoint


@dataclass(frozen=True)
class Risk:
    """A key, and what speaks against deleting it."""

    key: AccessKey
    in_use: bool
    """Whether it was used lately, or nobody knows."""
    of_another: bool

    def __bool__(self) -> bool:
        return self.in_use or self.of_another


def risks_of(keys: Iterable[AccessKey], view: Viewpoint) -> tuple[Risk, ...]:
    """Judge keys, and give the riskiest first, then those that were used last."""
    risks = [
        Risk(
            key,
            use_of(key, view.now, view.limits) in (Use.ACTIVE, Use.UNKNOWN),
            is_elses(key, view.me),
        )
        for key in keys
    ]
    return tuple(sorted(risks, key=lambda risk: _rank(risk, view.now)))


def _rank(risk: Risk, now: datetime) -> tuple[bool, bool, float, str, str]:
    key = risk.key
    unused = (now - key.last_login).total_seconds() if key.last_login else float("inf")
    return not risk.in_use, not risk.of_another, unused, key.name, key.id
