"""Looks for a secret in the objects of this process."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterable
from types import FrameType
from typing import TypeGuard

from tests.leaks import forms_of


def holders_of(backwards: str) -> list[str]:
    """Name the objects that hold a secret, and what refers to each of them.

    What is freed is not looked at, only what some object of this process still refers to.

    Args:
        backwards: The secret with its characters in reverse order, so that whoever asks for it
            doesn't hold it.
    """
    # Objects that the collector leaves alone are not listed either.
    gc.unfreeze()
    gc.collect()
    # In one list, which is known: each copy of it would be found.
    forms: list[str | bytes] = [*forms_of(backwards[::-1])]
    forms += [form.decode("latin-1") for form in forms]  # type: ignore[union-attr]
    objects = gc.get_objects()
    holders: list[object] = []
    # All at once is quick, and almost always enough.
    if _has(objects, forms, but=forms):
        holders += [thing for thing in objects if _has([thing], forms, but=forms)]
    ours = (objects, holders)
    return sorted([f"{_name(holder)} of {_owners(holder, ours)}" for holder in holders])


def _has(things: list[object], forms: list[str | bytes], *, but: object) -> bool:
    """Tell whether the secret is in what the things directly refer to."""
    looked_at = [thing for thing in things if thing is not but]
    while looked_at:
        parts = gc.get_referents(*looked_at)
        parts += [key for thing in looked_at if isinstance(thing, dict) for key in [*thing]]
        parts += [thing.getvalue() for thing in looked_at if _is_buffer(thing)]
        if any(_matches(part, forms) for part in parts):
            return True
        # The collector does not care for what refers to nothing but texts and numbers.
        looked_at = [
            part for part in parts if isinstance(part, dict | tuple) and not gc.is_tracked(part)
        ]
    return False


def _is_buffer(thing: object) -> TypeGuard[io.BytesIO | io.StringIO]:
    return isinstance(thing, io.BytesIO | io.StringIO) and not thing.closed


def _matches(part: object, forms: Iterable[str | bytes]) -> bool:
    if isinstance(part, str):
        return len(part) > _SHORTEST and any(f in part for f in forms if isinstance(f, str))
    if isinstance(part, bytes | bytearray):
        return len(part) > _SHORTEST and any(f in part for f in forms if isinstance(f, bytes))
    return False


_SHORTEST = 15
"""No form of a secret has as few characters as this."""


def _owners(holder: object, ours: tuple[object, ...]) -> str:
    owners = [
        owner
        for owner in gc.get_referrers(holder)
        if not isinstance(owner, FrameType) and all(owner is not one for one in ours)
    ]
    return ", ".join(sorted({_name(owner) for owner in owners}))


def _name(thing: object) -> str:
    kind = type(thing)
    function = getattr(thing, "__wrapped__", thing)
    return f"{kind.__qualname__} {getattr(function, '__qualname__', '')}".rstrip()
