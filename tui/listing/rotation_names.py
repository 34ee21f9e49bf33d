"""Names of successors, and rotations that are recognised by names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from ..api.key_name import NAME_LIMIT, name_problem
from .rotation import Rotation, Stage, Twin
from .usage import day

if TYPE_CHECKING:
    from ..api.access_key import AccessKey

RECOGNISED_FOR = timedelta(days=90)
"""Maximum age of a key that is recognised as a successor by its name and date alone."""

_LEAST_GAP = timedelta(days=1)
"""Minimum time between the creation of a predecessor and of its successor."""

_NUMBERED = re.compile(r"(?P<stem>.+)-(?P<number>[1-9][0-9]{0,3})")
_FIRST = 2
"""Number of the first successor."""

_FALLBACK = "access-key"


class SuccessorName(NamedTuple):
    """Name of a successor."""

    name: str
    remark: str = ""
    """Why it is not simply the name with the next number; empty if it is."""


def successor_name(name: str, others: Collection[str]) -> SuccessorName:
    """Return the next free name: `ci-bot-2` for `ci-bot`, then `ci-bot-3`.

    A number is part of the name if other keys have the same name with other numbers or without one.

    Args:
        name: The name of the predecessor.
        others: The names of the user's other keys.
    """
    stem, number = _stem_and_number(name, others)
    usable = _usable(stem)
    shortened = False
    for next_number in count(number + 1):
        suffix = f"-{next_number}"
        fitting = usable[: NAME_LIMIT - len(suffix)]
        shortened = shortened or fitting != usable
        if f"{fitting}{suffix}" not in others:
            break
    remarks = [
        f"{stem} has characters that no new name may have" * (usable != stem),
        f"a name has at most {NAME_LIMIT} characters" * shortened,
        f"{usable}-{number + 1} is taken" * (next_number > number + 1),
    ]
    return SuccessorName(f"{fitting}{suffix}", ", and ".join(filter(None, remarks)))


def family_name(name: str, others: Collection[str] = ()) -> str:
    """Return the name that a key shares with its successors: `ci-bot` for `ci-bot-2`.

    If another key is named `ci-bot`, that is its own family, and `ci-bot-2` another one.
    """
    return _stem_and_number(name, others)[0]


def recognised(
    keys: Iterable[AccessKey], base_url: str, user: str, now: datetime
) -> Iterator[Rotation]:
    """Find rotations without a journal among one owner's keys, by names and dates.

    A key counts as the successor of an older key if a rotation of that would have created its name.
    """
    listed = tuple(keys)
    by_name = {key.name: key for key in listed}
    for predecessor in listed:
        others = by_name.keys() - {predecessor.name}
        for candidate in _names_like(predecessor.name, others):
            successor = by_name[candidate]
            expected = successor_name(predecessor.name, others - {candidate}).name
            if expected == candidate and _is_later(predecessor, successor, now):
                yield _assumed(predecessor, successor, base_url, user, now)
                break


def _names_like(name: str, others: Collection[str]) -> list[str]:
    stem = _usable(_stem_and_number(name, ())[0])
    begin = stem[: NAME_LIMIT - len("-9999")]
    return sorted(other for other in others if other.startswith(begin) and _NUMBERED.match(other))


def _is_later(predecessor: AccessKey, successor: AccessKey, now: datetime) -> bool:
    created, before = successor.created_at, predecessor.created_at
    if created is None or now - created > RECOGNISED_FOR:
        return False
    return before is None or created - before >= _LEAST_GAP


def _assumed(
    predecessor: AccessKey, successor: AccessKey, base_url: str, user: str, now: datetime
) -> Rotation:
    created = successor.created_at or now
    used = predecessor.last_login
    is_used_since = used is not None and used > created
    return Rotation(
        base_url,
        user,
        Twin.of(predecessor),
        Twin.of(successor),
        begun=created,
        stage=Stage.WAITING if successor.last_login else Stage.CREATED,
        delivered=created,
        watch_from=created,
        last_login=used,
        uses=(used,) if used is not None and is_used_since else (),
        use_count=int(is_used_since),
        assumed=(
            f"There is no journal of this rotation here: {successor.name} is taken for the "
            f"successor of {predecessor.name} because of its name, and because it was created "
            f"later ({day(created)})."
        ),
    )


def _stem_and_number(name: str, others: Collection[str]) -> tuple[str, int]:
    """Split a name into stem and number; the number is 1 for a name without one."""
    found = _NUMBERED.fullmatch(name)
    if found is None or int(found["number"]) < _FIRST:
        return name, 1
    if found["stem"] in others:
        return name, 1
    numbers = (other for other in map(_NUMBERED.fullmatch, others) if other is not None)
    if any(other["stem"] == found["stem"] for other in numbers):
        return name, 1
    return found["stem"], int(found["number"])


def _usable(stem: str) -> str:
    """Return the stem, reduced to the characters allowed in a new name."""
    if name_problem(f"{stem[: NAME_LIMIT - 10]}-2") is None:
        return stem
    plain = re.sub(r"[^-_a-z0-9]+", "-", stem.lower()).strip("-_")
    plain = re.sub(r"^[^a-z]+", "", plain)
    return plain or _FALLBACK
