"""Summary of a rotation: facts, consequences, and the phrase to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....listing.key_facts import Fact, last_used_fact
from ....listing.usage import span
from .change_summary import ChangeSummary, may_be_in_use, phrase_for

if TYPE_CHECKING:
    from ....api.access_key import AccessKey
    from ....session.session import Session
    from ....workflows.plan_rotation import RotationPlan


def rotate_summary(key: AccessKey, plan: RotationPlan, session: Session) -> ChangeSummary:
    """Summarise a rotation; the name has to be typed if something may use the key.

    Args:
        key: The key, disguised.
        plan: The rotation.
        session: The session, which may sign in with one of the keys.
    """
    show = session.disguise.text
    # The disguise does not know the successor's name yet, but the old name within it.
    old, new = key.name, show(plan.successor_name)
    is_own = key.client_id == session.client_id
    phrase, phrase_is = phrase_for(key)
    is_risky = is_own or plan.resumed is not None or may_be_in_use(key, session)
    return ChangeSummary(
        "Rotate access key",
        f"Rotating {old}",
        "Rotate",
        (
            Fact("Name", old),
            last_used_fact(key, session.now(), session.limits),
            Fact("Successor", f"{new} ({show(plan.remark)})" if plan.remark else new),
        ),
        (
            _course(old, new, plan, span(session.quiet_for)),
            *(_own(session.settings.profile),) * is_own,
            *(_OWN_TWIN.format(new),) * plan.has_own_twin(session),
        ),
        phrase if is_risky else None,
        phrase_is,
    )


_OWN_TWIN = "This session signs in with {} already and goes on with the new secret."


def _own(profile: str) -> str:
    then = "update the credentials for the next start yourself."
    if profile:
        then = f"you are asked whether the profile {profile} does too."
    return f"This session signs in with this very key and goes on with the successor; {then}"


def _course(old: str, new: str, plan: RotationPlan, quiet: str) -> str:
    first = f"{old} stays valid while {new} is created, delivered, and proved by signing in."
    if plan.resumed is not None:
        first = (
            f"{new} gets another secret in place of its present one; {old} stays valid while the "
            "new one is delivered and proved."
        )
    return (
        f"{first} Then {old} waits: after {quiet} without a sign-in you can delete it. "
        "The program never does that unasked."
    )
