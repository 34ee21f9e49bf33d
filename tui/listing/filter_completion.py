"""Completes the term of a filter that is being typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .filter_parser import FIELDS, last_term
from .filter_text_terms import quoted
from .usage import Usage

_HEADS = ("owner:=", "owner:", "server:owner=")
"""What an owner comes after, longer ones first."""

_VALUES = (*(f"used:{state.name.lower()}" for state in Usage), "looks:temporary")

_ASKING = ("server:owner=", "server:client=")


def complete(text: str, owners: Iterable[str] = (), *, allows_server: bool = False) -> str:
    """Give a text with its last term completed; as it is if nothing is known that begins so.

    Args:
        text: What is typed so far.
        owners: Whoever has keys in the list.
        can_ask: Whether the list can be narrowed by the server.
    """
    term = last_term(text)
    for whole in _known(term, owners, allows_server=allows_server) if term else ():
        if len(whole) > len(term) and whole[: len(term)].lower() == term.lower():
            return text + whole[len(term) :]
    return text


def _known(term: str, owners: Iterable[str], *, allows_server: bool) -> Iterator[str]:
    head = next((head for head in _HEADS if term.lower().startswith(head)), None)
    if head is not None:
        yield from (head + written for owner in owners if (written := _like(owner, term, head)))
    yield from (f"{field}:" for field in FIELDS if allows_server or field != "server")
    yield from (*_VALUES, *(_ASKING if allows_server else ()))


def _like(owner: str, term: str, head: str) -> str:
    """Write an owner with quotes if the term has them, and else only if none are needed."""
    written = quoted(owner)
    if not term[len(head) :].startswith('"'):
        return written if written == owner else ""
    return written if written != owner else f'"{owner}"'
