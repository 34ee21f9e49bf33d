"""What keys are judged from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .usage import DEFAULT_LIMITS, UsageLimits


@dataclass(frozen=True)
class FilterContext:
    """What a key is judged from: the moment, who asks, and what else is listed."""

    now: datetime
    me: str = ""
    """Who is signed in, as the owner column writes it."""
    limits: UsageLimits = DEFAULT_LIMITS
    keys_of: Mapping[str, int] = field(default_factory=dict)
    """How many keys each owner has among those that are listed."""
