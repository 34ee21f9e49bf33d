"""Completion of the filter term that is being typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .filter_parser import FIELDS, last_term
from .filter_rotation_terms import RotatingChoice
from .filter_text_terms import quoted
from .usage import Usage

_OWNER_PREFIXES = ("owner:=", "owner:", "server:owner=")
"""Prefixes before an owner, longer ones first."""

_VALUES = (
    *(f"used:{state.name.lower()}" for state in Usage),
    *(f"rotating:{choice.value}" for choice in RotatingChoice),
    "looks:temporary",
)

_SERVER_TERMS = ("server:owner=", "server:client=")


def complete(text: str, owners: Iterable[str] = (), *, allows_server: bool = False) -> str:
    """Return the text with its last term completed, or unchanged if there is no completion.

    Args:
        text: The text typed so far.
        owners: Owners of the listed keys.
        allows_server: Whether the list can be filtered by the server.
    """
    term = last_term(text)
    for whole in _candidates(term, owners, allows_server=allows_server) if term else ():
        if len(whole) > len(term) and whole[: len(term)].lower() == term.lower():
            return text + whole[len(term) :]
    return text


def _candidates(term: str, owners: Iterable[str], *, allows_server: bool) -> Iterator[str]:
    prefix = next((prefix for prefix in _OWNER_PREFIXES if term.lower().startswith(prefix)), None)
    if prefix is not None:
        values = (_value(owner, term[len(prefix) :]) for owner in owners)
        yield from (prefix + value for value in values if value)
    yield from (f"{field}:" for field in FIELDS if allows_server or field != "server")
    yield from (*_VALUES, *(_SERVER_TERMS if allows_server else ()))


def _value(owner: str, typed: str) -> str:
    """Return an owner, in quotes if `typed` has them; empty if quotes are needed but missing."""
    written = quoted(owner)
    if not typed.startswith('"'):
        return written if written == owner else ""
    return written if written != owner else f'"{owner}"'
