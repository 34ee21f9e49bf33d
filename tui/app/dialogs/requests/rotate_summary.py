"""Summary of a rotation: facts, consequences, and the phrase to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....listing.key_facts import Fact, last_used_fact
from ....listing.rotation_state import span
from ....listing.usage import Usage, usage_of
from .change_summary import ChangeSummary, phrase_for

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from ....api.access_key import AccessKey
    from ....listing.usage import UsageLimits
    from ....workflows.plan_rotation import RotationPlan


def rotate_summary(
    key: AccessKey,
    plan: RotationPlan,
    *,
    now: datetime,
    limits: UsageLimits,
    own_client_id: str | None,
    quiet_for: timedelta,
) -> ChangeSummary:
    """Describe a rotation; the name has to be typed where something may use the key."""
    old, new = key.name, plan.successor_name
    is_own = key.client_id == own_client_id
    phrase, phrase_is = phrase_for(key)
    in_use = usage_of(key, now, limits) in (Usage.ACTIVE, Usage.UNKNOWN)
    return ChangeSummary(
        "Rotate access key",
        f"Rotating {old}",
        "Rotate",
        (
            Fact("Name", old),
            last_used_fact(key, now, limits),
            Fact("Successor", f"{new} ({plan.remark})" if plan.remark else new),
        ),
        (
            *_consequences(old, new, plan, span(quiet_for)),
            *(_OWN,) * is_own,
        ),
        phrase if is_own or in_use or plan.going_on is not None else None,
        phrase_is,
    )


_OWN = (
    "This session signs in with this very key, and goes on with the successor: your profile or "
    "environment has to be changed by you."
)


def _consequences(old: str, new: str, plan: RotationPlan, quiet: str) -> tuple[str, ...]:
    first = f"{old} stays valid while {new} is created, delivered, and proved by signing in."
    if plan.going_on is not None:
        first = (
            f"{new} gets another secret, and its present one dies at once; {old} stays valid while "
            "the new one is delivered and proved."
        )
    return (
        first,
        f"Then {old} waits. Once nothing has signed in with it for {quiet}, you can delete it: "
        "that is never done by itself.",
    )
