"""Determines the status of a rotation, its state and text, from the observations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .rotation import CLOCK_TOLERANCE, Rotation, Stage, has_signed_in
from .rotation_state import STUCK_AFTER, RotationState, RotationStatus, Watch
from .usage import ago, minute, span, span_left

if TYPE_CHECKING:
    from ..api.access_key import AccessKey


def status_of(rotation: Rotation, keys: Iterable[AccessKey], watch: Watch) -> RotationStatus:
    """Return the status of an observed rotation."""
    listed = tuple(keys)
    predecessor = rotation.predecessor.find(listed)
    successor = rotation.successor.find(listed)
    if predecessor is None or successor is None:
        return _with_missing_key(rotation, predecessor, successor, watch)
    status = _waiting if rotation.stage is Stage.WAITING else _unfinished
    return status(rotation, predecessor, successor, watch)


def _with_missing_key(
    rotation: Rotation, predecessor: AccessKey | None, successor: AccessKey | None, watch: Watch
) -> RotationStatus:
    old, new = rotation.predecessor.name, rotation.successor.name
    if not watch.is_complete:
        text = "The list is incomplete, so whether both keys still exist is not known."
        state = RotationState.UNCLEAR
    elif predecessor is None and successor is None:
        text, state = f"{old} and {new} are both gone.", RotationState.ENDED
    elif predecessor is None and rotation.stage is not Stage.WAITING:
        text = f"{old} is gone. {_untested_text(rotation, successor, watch.now)}"
        state = RotationState.ENDED
    elif predecessor is None:
        text, state = f"{old} is gone: {new} has taken its place.", RotationState.ENDED
    elif rotation.stage is Stage.REQUESTED:
        text, state = f"{new} was not created: {old} goes on alone.", RotationState.ENDED
    else:
        text, state = f"{new} is gone: {old} goes on alone.", RotationState.ENDED
    return RotationStatus(
        rotation, state, text, (), predecessor, successor, is_stuck=state is RotationState.UNCLEAR
    )


def _unfinished(
    rotation: Rotation, predecessor: AccessKey, successor: AccessKey, watch: Watch
) -> RotationStatus:
    text = _untested_text(rotation, successor, watch.now)
    notes = (rotation.assumed,) if rotation.assumed else ()
    return RotationStatus(
        rotation, RotationState.UNFINISHED, text, notes, predecessor, successor, is_stuck=True
    )


def _untested_text(rotation: Rotation, successor: AccessKey | None, now: datetime) -> str:
    """Describe a secret that nothing has signed in with, except perhaps a test."""
    new = rotation.successor.name
    if rotation.stage is Stage.DELIVERED and rotation.delivered is not None:
        when = ago(rotation.delivered, now)
        if rotation.missing:
            return (
                f"The secret of {new} was delivered {when}{_to(rotation)}, but {rotation.missing} "
                "may not have it."
            )
        used = "nothing has signed in with it yet"
        if _is_tested(rotation, successor):
            used = "only the test sign-in has used it so far"
        return f"The secret of {new} was delivered {when}{_to(rotation)}, but {used}."
    if rotation.assumed:
        return f"Nothing has signed in with {new} yet."
    return f"{new} was created, but its secret may have reached nobody."


def _is_tested(rotation: Rotation, successor: AccessKey | None) -> bool:
    """Return whether the successor's last use is the test sign-in after the delivery."""
    tested, delivered = rotation.successor_login, rotation.delivered
    if successor is None or tested is None or delivered is None:
        return False
    is_last_use = successor.last_login == tested
    return is_last_use and rotation.to_our_clock(tested) >= delivered - CLOCK_TOLERANCE


def _waiting(
    rotation: Rotation, predecessor: AccessKey, successor: AccessKey, watch: Watch
) -> RotationStatus:
    now, needed = watch.now, watch.quiet_needed(rotation)
    since = _quiet_since(rotation, now)
    ready_at: datetime | None = since + needed
    state = _waiting_state(rotation, now, since + needed)
    text = _TEXTS[state](rotation, now, since, since + needed)
    doubt = _doubt(rotation, predecessor, now)
    if state is RotationState.READY:
        doubt = doubt or _doubt_of_successor(rotation, successor)
    if doubt:
        state, text, ready_at = RotationState.UNCLEAR, doubt, None
    delivered = rotation.delivered or now
    is_late = state is RotationState.STILL_USED and now - delivered > STUCK_AFTER
    return RotationStatus(
        rotation,
        state,
        text,
        _notes(rotation, successor, watch),
        predecessor,
        successor,
        ready_at,
        is_stuck=is_late or state is RotationState.UNCLEAR,
    )


def _doubt(rotation: Rotation, predecessor: AccessKey, now: datetime) -> str:
    """Return why the predecessor's last use is not certain; empty if it is."""
    old = rotation.predecessor.name
    if not predecessor.last_login_known:
        return f"The control plane does not say when {old} was last used."
    used = rotation.last_login and rotation.to_our_clock(rotation.last_login)
    if used is not None and used > now + CLOCK_TOLERANCE:
        return f"{old} was last used in the future ({minute(used)}): one of the clocks is wrong."
    return ""


def _doubt_of_successor(rotation: Rotation, successor: AccessKey) -> str:
    """Return why the server may not record sign-ins; empty if it recorded the successor's."""
    if has_signed_in(rotation, successor):
        return ""
    old, new = rotation.predecessor.name, rotation.successor.name
    return (
        f"The control plane has not noted the sign-in with {new}, so it may not note those with "
        f"{old} either."
    )


def _quiet_since(rotation: Rotation, now: datetime) -> datetime:
    moments = (rotation.watch_from, rotation.last_use)
    return max((moment for moment in moments if moment is not None), default=now)


def _waiting_state(rotation: Rotation, now: datetime, ready_at: datetime) -> RotationState:
    used = rotation.last_use
    if now >= ready_at:
        return RotationState.READY
    # A token issued then may still be in use.
    is_used = used is not None and now - used <= rotation.token_life
    return RotationState.STILL_USED if is_used else RotationState.QUIET


def _still_used(rotation: Rotation, now: datetime, since: datetime, ready_at: datetime) -> str:
    old = rotation.predecessor.name
    return f"{old} signed in {ago(since, now)}{_times(rotation)}, after {_watch_start(rotation)}."


def _quiet(rotation: Rotation, now: datetime, since: datetime, ready_at: datetime) -> str:
    return f"{_quiet_text(rotation, now, since)}; ready in {span_left(ready_at - now)}."


def _ready(rotation: Rotation, now: datetime, since: datetime, ready_at: datetime) -> str:
    return f"{_quiet_text(rotation, now, since)}: it can be deleted."


_TEXTS = {
    RotationState.STILL_USED: _still_used,
    RotationState.QUIET: _quiet,
    RotationState.READY: _ready,
}


def _quiet_text(rotation: Rotation, now: datetime, since: datetime) -> str:
    quiet = f"{rotation.predecessor.name} has been quiet for {span(now - since)}"
    if rotation.irregular and since == rotation.watch_from:
        return f"{quiet}, counted anew because {rotation.irregular}"
    after = "its last use" if since == rotation.last_use else _watch_start(rotation)
    return f"{quiet}, since {after}"


def _watch_start(rotation: Rotation) -> str:
    """Name the event that began the watch; without a journal, the delivery is not known."""
    return f"{rotation.successor.name} was created" if rotation.assumed else "the delivery"


def _times(rotation: Rotation) -> str:
    return f" (seen {rotation.use_count} times)" if rotation.use_count > 1 else ""


def _to(rotation: Rotation) -> str:
    return f" to {rotation.destination}" if rotation.destination else ""


def _notes(rotation: Rotation, successor: AccessKey, watch: Watch) -> tuple[str, ...]:
    notes = (
        rotation.assumed,
        _only_tested(rotation, successor),
        rhythm_note(rotation, watch.quiet_needed(rotation)),
    )
    return tuple(filter(None, notes))


def _only_tested(rotation: Rotation, successor: AccessKey) -> str:
    """Return a note if nothing has used the successor since its test sign-in."""
    used = successor.last_login and rotation.to_our_clock(successor.last_login)
    if rotation.tested is None or (used and used > rotation.tested + CLOCK_TOLERANCE):
        return ""
    new = rotation.successor.name
    return f"Only the test sign-in has used {new} so far, as far as is known."


def rhythm_note(rotation: Rotation, quiet_needed: timedelta) -> str:
    """Return a warning if the predecessor was used too rarely for this watch; otherwise empty."""
    before = _rhythm(rotation)
    if before is None or before <= quiet_needed:
        return ""
    return (
        f"Before, {rotation.predecessor.name} went unused for {span(before)} at a time: "
        "whatever runs that rarely needs a longer watch."
    )


def _rhythm(rotation: Rotation) -> timedelta | None:
    """Return how long the predecessor had been unused when the rotation began."""
    used = rotation.used_before
    return None if used is None else rotation.begun - rotation.to_our_clock(used)
