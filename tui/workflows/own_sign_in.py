"""Sentences about the rotation of a key that the session itself signs in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..listing.rotation import Rotation
    from ..session.session import Session
    from .rotate import Rotator


def own_note(session: Session, rotation: Rotation) -> str:
    """Return a note, without its full stop, if this session keeps the predecessor in use."""
    if not session.signs_in_with(rotation.predecessor.client_id):
        return ""
    old, new = rotation.predecessor.name, rotation.successor.name
    return f"You sign in with {old} here, which keeps it in use: sign in with {new}"


def stale_sign_in(session: Session, rotator: Rotator) -> str:
    """Return what the next start signs in with, as a predicate; empty if no key is its own.

    To be asked before the session goes on with the successor.
    """
    if not rotator.is_own:
        return ""
    plan, known = rotator.plan, session.settings.client_id
    has_twin = plan.has_own_twin(session)
    if plan.twin is not None and known:
        # The session may have gone on with the successor, and the profile not.
        has_twin = plan.twin.client_id == known
    if has_twin:
        return f"has the former secret of {plan.successor_name}, which no longer works"
    return f"still signs in with {plan.key.name}, which keeps it in use"
