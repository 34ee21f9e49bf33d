"""Completion of the filter term that is being typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .filter_parser import FIELDS, last_term
from .filter_rotation_terms import RotatingChoice
from .filter_text_terms import quoted
from .usage import Usage

_OWNER_PREFIXES = ("owner:=", "owner:", "server:owner=")
"""Prefixes of an owner, longer ones first."""

_VALUES = (
    *(f"used:{state.name.lower()}" for state in Usage),
    *(f"rotating:{choice.value}" for choice in RotatingChoice),
    "looks:temporary",
)

_SERVER_TERMS = ("server:owner=", "server:client=")


def complete(text: str, owners: Iterable[str] = (), *, allows_server: bool = False) -> str:
    """Return the text with its last term completed, or unchanged if nothing is known to begin so.

    Args:
        text: The text typed so far.
        owners: Owners of the listed keys.
        can_ask: Whether the list can be narrowed by the server.
    """
    term = last_term(text)
    for whole in _known(term, owners, allows_server=allows_server) if term else ():
        if len(whole) > len(term) and whole[: len(term)].lower() == term.lower():
            return text + whole[len(term) :]
    return text


def _known(term: str, owners: Iterable[str], *, allows_server: bool) -> Iterator[str]:
    prefix = next((prefix for prefix in _OWNER_PREFIXES if term.lower().startswith(prefix)), None)
    if prefix is not None:
        yield from (prefix + written for owner in owners if (written := _like(owner, term, prefix)))
    yield from (f"{field}:" for field in FIELDS if allows_server or field != "server")
    yield from (*_VALUES, *(_SERVER_TERMS if allows_server else ()))


def _like(owner: str, term: str, prefix: str) -> str:
    """Write an owner in quotes if the term has them; otherwise only owners that need none."""
    written = quoted(owner)
    if not term[len(prefix) :].startswith('"'):
        return written if written == owner else ""
    return written if written != owner else f'"{owner}"'
