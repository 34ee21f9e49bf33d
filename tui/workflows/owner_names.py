"""Reads owners, by their e-mail addresses, from typed text or a file."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from ..text import clean

_ADDRESS = re.compile(r"""[^\s,;<>"'()]+@[^\s,;<>"'()]+""")

_LARGEST = 1 << 20
"""Maximum size of a file in bytes."""

_MOST = 2_000
"""Maximum number of owners that can be named: each costs a request."""


class OwnersError(ValueError):
    """The input names no owners; the text says why."""


def owners_in(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses in a typed text, or in the file that it names, each once.

    Raises:
        OwnersError: there are none or too many, or the file can't be read.
    """
    if not text:
        return ()
    content = _content_of(text) if "@" not in text or _is_file(text) else text
    owners = tuple(dict.fromkeys(_ADDRESS.findall(content)))
    if not owners:
        raise OwnersError(f"{clean(text)} has no e-mail address in it.")
    if len(owners) > _MOST:
        raise OwnersError(f"These are {len(owners)} owners; name {_MOST} at the most.")
    return owners


def _is_file(text: str) -> bool:
    # OSError: a list of addresses is too long for the name of a file.
    with suppress(*_NO_SUCH):
        return Path(text).expanduser().is_file()
    return False


def _content_of(path: str) -> str:
    try:
        with Path(path).expanduser().open(encoding="utf-8-sig", errors="replace") as file:
            return file.read(_LARGEST)
    except _NO_SUCH as error:
        reason = getattr(error, "strerror", None)
        problem = f"can't be read: {reason.lower()}" if reason else "does not exist"
        raise OwnersError(f"{clean(path)} {problem}.") from error


_NO_SUCH = (OSError, ValueError, RuntimeError)
"""Errors of an unusable path; RuntimeError: the user after ~ does not exist."""
