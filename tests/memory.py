"""Looks for a secret in the objects of this process."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterable
from types import FrameType
from typing import TypeGuard

from tests.leaks import forms_of

_CHUNK = 1_000
"""So many objects are looked at at once; where nothing is found, none of them has to be alone."""


def holders_of(*backwards: str) -> list[str]:
    """Name the objects that hold any of some secrets, and what refers to each of them.

    What is freed is not looked at, only what some object of this process still refers to.

    Args:
        backwards: The secrets with their characters in reverse order, so that whoever asks for
            them doesn't hold them.
    """
    # Objects that the collector leaves alone are not listed either.
    gc.unfreeze()
    gc.collect()
    # In one list, which is known: each copy of it would be found.
    forms: list[str | bytes] = [form for each in backwards for form in forms_of(each[::-1])]
    forms += [form.decode("latin-1") for form in forms]  # type: ignore[union-attr]
    objects = gc.get_objects()
    chunks = [objects[start : start + _CHUNK] for start in range(0, len(objects), _CHUNK)]
    holders = [holder for chunk in chunks for holder in _holders_among(chunk, forms)]
    whole = {id(each): each for each in map(_whole, holders)}
    ours = (objects, holders, whole, *chunks)
    named = sorted([f"{_name(each)} of {_owners(each, ours)}" for each in whole.values()])
    # Otherwise each later collection would go through them all.
    gc.freeze()
    return named


def _holders_among(things: list[object], forms: list[str | bytes]) -> list[object]:
    """Return the objects that hold the secret: half of them at a time, down to each."""
    if not _has(things, forms):
        return []
    if len(things) == 1:
        return things
    middle = len(things) // 2
    return _holders_among(things[:middle], forms) + _holders_among(things[middle:], forms)


def _has(things: list[object], forms: list[str | bytes]) -> bool:
    """Return whether the secret is in an object that these refer to directly."""
    looked_at = [thing for thing in things if thing is not forms]
    while looked_at:
        parts = gc.get_referents(*looked_at)
        parts += [key for thing in looked_at if isinstance(thing, dict) for key in [*thing]]
        parts += [thing.getvalue() for thing in looked_at if _is_buffer(thing)]
        if _matches(parts, forms):
            return True
        # The collector does not care for what refers to nothing but texts and numbers.
        looked_at = [
            part for part in parts if isinstance(part, dict | tuple) and not gc.is_tracked(part)
        ]
    return False


def _is_buffer(thing: object) -> TypeGuard[io.BytesIO | io.StringIO]:
    return isinstance(thing, io.BytesIO | io.StringIO) and not thing.closed


def _matches(parts: list[object], forms: Iterable[str | bytes]) -> bool:
    long = [part for part in parts if isinstance(part, _TEXTS) and len(part) > _SHORTEST]
    text = "\n".join({part for part in long if isinstance(part, str)})
    data = b"\n".join({bytes(part) for part in long if not isinstance(part, str)})
    return any(form in text if isinstance(form, str) else form in data for form in forms)


_TEXTS = (str, bytes, bytearray)
_SHORTEST = 15
"""No form of a secret has as few characters as this."""


def _owners(holder: object, ours: tuple[object, ...]) -> str:
    owners = [
        owner
        for owner in gc.get_referrers(holder)
        if not isinstance(owner, FrameType) and all(owner is not one for one in ours)
    ]
    return ", ".join(sorted({_name(_whole(owner)) for owner in owners}))


def _whole(holder: object) -> object:
    """Return the object whose attributes a dict has; since Python 3.14 both are tracked."""
    if not isinstance(holder, dict):
        return holder
    return next((one for one in gc.get_referrers(holder) if _attributes(one) is holder), holder)


def _attributes(owner: object) -> object:
    try:
        return object.__getattribute__(owner, "__dict__")
    except AttributeError:
        return None


def _name(thing: object) -> str:
    kind = type(thing)
    function = getattr(thing, "__wrapped__", thing)
    return f"{kind.__qualname__} {getattr(function, '__qualname__', '')}".rstrip()
