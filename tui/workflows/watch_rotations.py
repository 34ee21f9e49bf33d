"""Watches rotations: compares their journal with a list of the user's keys."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..listing.listing import SERVER_LIMIT
from ..listing.rotation import observed
from ..listing.rotation_names import recognised
from ..listing.rotation_state import RotationState, RotationStatus, Watch
from ..listing.rotation_status import status_of
from .rotation_journal import JournalError, RotationBusy, RotationJournal

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from ..api.access_key import AccessKey, KeyList
    from ..listing.rotation import Rotation
    from ..session.session import Session

_AT_WORK = "Another program is at work on it just now."


async def watch_rotations(
    session: Session, journal: RotationJournal, found: KeyList, quiet_for: timedelta
) -> tuple[RotationStatus, ...]:
    """Note what a list of the user's own keys shows, and return the state of each rotation.

    Those that have ended are in the result once, and closed. Rotations without a journal are
    recognised by names and dates. Where the journal can't be written, nothing fails: what was
    seen is not remembered then.
    """
    return await asyncio.to_thread(_watch, session, journal, found, quiet_for)


def _watch(
    session: Session, journal: RotationJournal, found: KeyList, quiet_for: timedelta
) -> tuple[RotationStatus, ...]:
    keys = real_keys(session, found)
    watch = watch_of(session, found, quiet_for)
    base_url, user = whose(session)
    rotations = _one_for_each_key(
        rotation
        for rotation in journal.rotations(base_url, user)
        if rotation.user or _has_either(rotation, keys)
    )
    statuses = [
        _looked_at(journal, rotation, keys, watch, session.clock_offset) for rotation in rotations
    ]
    known = {rotation.predecessor.id for rotation in rotations}
    # A key that has a journal's successor is not another one's predecessor by its name alone.
    known |= {status.successor.id for status in statuses if status.successor is not None}
    # More than the server lists: each would be compared with all others.
    comparable = keys if len(keys) <= SERVER_LIMIT else ()
    statuses += [
        status_of(rotation, keys, watch)
        for rotation in recognised(comparable, base_url, user, watch.now)
        if not known & {rotation.predecessor.id, rotation.successor.id}
    ]
    return tuple(statuses)


def _one_for_each_key(rotations: Iterable[Rotation]) -> list[Rotation]:
    """Leave out what was written before a token named its user, or when none did."""
    latest: dict[str, Rotation] = {}
    for rotation in rotations:
        key_id = rotation.predecessor.id
        latest[key_id] = max(latest.get(key_id, rotation), rotation, key=_last_step)
    return list(latest.values())


def _last_step(rotation: Rotation) -> datetime:
    return rotation.watch_from or rotation.delivered or rotation.begun


def see_rotations(
    session: Session, journal: RotationJournal, keys: Iterable[AccessKey]
) -> tuple[RotationStatus, ...]:
    """Return the state of each rotation in a list of everybody's keys, and note nothing.

    Those of other users, who have their own journals, are recognised by names and dates.
    """
    base_url, user = whose(session)
    watch = Watch(session.now(), session.quiet_for, whole=False, token_life=session.token_life)
    listed = tuple(map(session.disguise.real_key, keys))
    rotations = [
        rotation.as_of_clock(session.clock_offset, watch.now)
        for rotation in journal.rotations(base_url, user)
        if rotation.predecessor.find(listed) and rotation.successor.find(listed)
    ]
    known = {rotation.predecessor.id for rotation in rotations}
    owned: dict[str, list[AccessKey]] = {}
    for key in listed:
        owned.setdefault(key.created_by or "", []).append(key)
    for owner, theirs in owned.items():
        # Without an owner, keys of many people would be compared with each other.
        if not owner or len(theirs) > SERVER_LIMIT:
            continue
        found = recognised(theirs, base_url, owner, watch.now)
        rotations += [rotation for rotation in found if rotation.predecessor.id not in known]
    return tuple(
        status_of(observed(rotation, listed, watch.now), listed, watch) for rotation in rotations
    )


def real_keys(session: Session, found: KeyList) -> tuple[AccessKey, ...]:
    """Return listed keys as the server has them."""
    return tuple(map(session.disguise.real_key, found.keys))


def watch_of(session: Session, found: KeyList, quiet_for: timedelta) -> Watch:
    """Return the way to watch by a list that was just loaded."""
    whole = not found.skipped and len(found.keys) < SERVER_LIMIT
    return Watch(session.now(), quiet_for, whole, session.token_life)


def whose(session: Session) -> tuple[str, str]:
    """Return the control plane and the user that a session's rotations belong to."""
    real = session.disguise.real
    return real(session.base_url), real(session.signed_in_as)


def _looked_at(
    journal: RotationJournal,
    rotation: Rotation,
    keys: tuple[AccessKey, ...],
    watch: Watch,
    clock_offset: timedelta | None,
) -> RotationStatus:
    if journal.is_busy(rotation):
        status = status_of(rotation, keys, watch)
        return replace(
            status, state=RotationState.UNFINISHED, text=_AT_WORK, is_stuck=False, is_busy=True
        )
    seen = observed(rotation.as_of_clock(clock_offset, watch.now), keys, watch.now)
    status = status_of(seen, keys, watch)
    with contextlib.suppress(JournalError):
        if status.state is RotationState.ENDED:
            _close(journal, rotation)
        elif seen != rotation:
            journal.update(rotation, seen)
    return status


def _close(journal: RotationJournal, rotation: Rotation) -> None:
    with contextlib.suppress(RotationBusy), journal.locked(rotation):
        # Another program may have begun it again just now.
        if journal.read(rotation) == rotation:
            journal.close(rotation)


def _has_either(rotation: Rotation, keys: tuple[AccessKey, ...]) -> bool:
    """Return whether a key is listed of a rotation that may be another user's."""
    return bool(rotation.predecessor.find(keys) or rotation.successor.find(keys))
