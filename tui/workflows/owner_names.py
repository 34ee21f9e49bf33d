"""Reads owners that a user names: their e-mail addresses, or a file with them."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from ..text import clean

_ADDRESS = re.compile(r"""[^\s,;<>"'()]+@[^\s,;<>"'()]+""")

_LARGEST = 1 << 20
"""Maximum size in bytes of a file that is read."""

_MOST = 2_000
"""Maximum number of owners that can be named: each costs a request."""


class OwnersError(ValueError):
    """The input names no owners; the text says why."""


def owners_in(text: str) -> tuple[str, ...]:
    """Find the addresses in what was typed, or in the file that it names.

    Raises:
        OwnersError: there are none, too many, or no such file.
    """
    if not text:
        return ()
    content = _content_of(text) if "@" not in text or _is_file(text) else text
    owners = addresses_in(content)
    if not owners:
        raise OwnersError(f"{clean(text)} has no e-mail address in it.")
    if len(owners) > _MOST:
        raise OwnersError(f"These are {len(owners)} owners; name {_MOST} at the most.")
    return owners


def addresses_in(text: str) -> tuple[str, ...]:
    """Find the e-mail addresses in a text, each once."""
    return tuple(dict.fromkeys(_ADDRESS.findall(text)))


def _is_file(text: str) -> bool:
    # Many addresses are longer than any file's name may be.
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
"""Errors of a path that leads nowhere: RuntimeError for a ~ that is nobody's home."""
