"""Determines the status of rotations, by comparing their journal with a list of keys."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..listing.listing import SERVER_LIMIT, is_complete
from ..listing.rotation import observe
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
    """Record what a list of the user's own keys shows, and return the status of each rotation.

    A rotation that has ended is returned once more, and closed. Rotations without a journal are
    recognised by names and dates. If the journal can't be written, the observation is lost, but
    nothing fails.
    """
    return await asyncio.to_thread(_watch, session, journal, found, quiet_for)


def _watch(
    session: Session, journal: RotationJournal, found: KeyList, quiet_for: timedelta
) -> tuple[RotationStatus, ...]:
    keys = real_keys(session, found)
    watch = watch_of(session, found, quiet_for)
    base_url, user = real_identity(session)
    rotations = _latest_of_each_key(
        rotation
        for rotation in journal.rotations(base_url, user)
        if rotation.user or _has_either(rotation, keys)
    )
    statuses = [
        _observe(journal, rotation, keys, watch, session.clock_offset) for rotation in rotations
    ]
    known = {rotation.predecessor.id for rotation in rotations}
    # A successor in the journal is not the predecessor of another rotation by its name alone.
    known |= {status.successor.id for status in statuses if status.successor is not None}
    # Every key is compared with all others, which takes too long for larger lists.
    comparable = keys if len(keys) <= SERVER_LIMIT else ()
    statuses += [
        status_of(rotation, keys, watch)
        for rotation in recognised(comparable, base_url, user, watch.now)
        if not known & {rotation.predecessor.id, rotation.successor.id}
    ]
    return tuple(statuses)


def _latest_of_each_key(rotations: Iterable[Rotation]) -> list[Rotation]:
    """Keep the latest rotation of each key, which has a second one if a token named no user."""
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
    """Return the status of each rotation in a list of everybody's keys, and record nothing.

    Rotations of other users are recognised by names and dates.
    """
    base_url, user = real_identity(session)
    watch = Watch(
        session.now(), session.quiet_for, is_complete=False, token_life=session.token_life
    )
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
        # Keys without an owner may belong to different people.
        if not owner or len(theirs) > SERVER_LIMIT:
            continue
        found = recognised(theirs, base_url, owner, watch.now)
        rotations += [rotation for rotation in found if rotation.predecessor.id not in known]
    return tuple(
        status_of(observe(rotation, listed, watch.now), listed, watch) for rotation in rotations
    )


def real_keys(session: Session, found: KeyList) -> tuple[AccessKey, ...]:
    """Return listed keys without the disguise of a screencast."""
    return tuple(map(session.disguise.real_key, found.keys))


def watch_of(session: Session, found: KeyList, quiet_for: timedelta) -> Watch:
    """Return the watch of rotations by a list that was just loaded."""
    return Watch(session.now(), quiet_for, is_complete(found), session.token_life)


def real_identity(session: Session) -> tuple[str, str]:
    """Return the control plane and the user of a session, without disguise."""
    real = session.disguise.real
    return real(session.base_url), real(session.signed_in_as)


def _observe(
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
    seen = observe(rotation.as_of_clock(clock_offset, watch.now), keys, watch.now)
    status = status_of(seen, keys, watch)
    with contextlib.suppress(JournalError):
        if status.state is RotationState.ENDED:
            _close(journal, rotation)
        elif seen != rotation:
            journal.update(rotation, seen)
    return status


def _close(journal: RotationJournal, rotation: Rotation) -> None:
    with contextlib.suppress(RotationBusy), journal.locked(rotation):
        # Another program may have started it again meanwhile.
        if journal.read(rotation) == rotation:
            journal.close(rotation)


def _has_either(rotation: Rotation, keys: tuple[AccessKey, ...]) -> bool:
    """Return whether one of its keys is listed; otherwise it may be another user's rotation."""
    return bool(rotation.predecessor.find(keys) or rotation.successor.find(keys))
