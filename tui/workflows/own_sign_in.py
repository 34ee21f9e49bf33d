"""Messages about the rotation of the key that this session signs in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..listing.rotation import Rotation
    from ..session.session import Session
    from .rotate import Rotator


def own_note(session: Session, rotation: Rotation) -> str:
    """Return a note, without full stop, if this session signs in with the predecessor."""
    if not session.signs_in_with(rotation.predecessor.client_id):
        return ""
    old, new = rotation.predecessor.name, rotation.successor.name
    return f"You sign in with {old} here, which keeps it in use: sign in with {new}"


def stale_sign_in(session: Session, rotator: Rotator) -> str:
    """Return why the profile's sign-in has to change, as a predicate; empty if it need not.

    Call it before the session starts to use the successor.
    """
    if not rotator.is_own:
        return ""
    plan, known = rotator.plan, session.settings.client_id
    has_twin = plan.has_own_twin(session)
    if plan.twin is not None and known:
        # The session may use the successor already, while the profile names the predecessor.
        has_twin = plan.twin.client_id == known
    if has_twin:
        return f"has the former secret of {plan.successor_name}, which no longer works"
    return f"still signs in with {plan.key.name}, which keeps it in use"
