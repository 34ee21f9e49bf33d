"""Selects keys by the ids, client IDs or names given to a command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...config.settings import SettingsError
from ...listing.server_query import Query
from ...text import clean, first_few, is_plain_id

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...api.access_key import AccessKey
    from ...listing.listing import Listing
    from ...listing.rotation import Twin
    from .context import Context

ITS_ID = "its id, client ID or name"
"""Help of an argument that names one of the user's own keys."""

IDS = "ids or client IDs; for your own keys, and with --owner, also names"

NOT_YOURS = "no key of yours has this id, client ID or name."

LIST_YOURS = "runai-keys list shows yours."

_CANDIDATES = 5
"""Maximum number of keys named when several match."""


@dataclass(frozen=True)
class Selection:
    """The selected keys, each once, and the arguments that match none."""

    keys: tuple[AccessKey, ...]
    missing: tuple[str, ...]


def these_keys(count: int) -> str:
    """Return "this key", or "these 3 keys"."""
    return "this key" if count == 1 else f"these {count} keys"


def add_own_argument(parser: ArgumentParser) -> None:
    """Declare the flag that allows changing the key that the program signs in with."""
    parser.add_argument(
        "--own", action="store_true", help="allow this for the key that you sign in with"
    )


def select_keys(
    given: Iterable[str],
    keys: Iterable[AccessKey],
    has_name: Callable[[AccessKey], bool] = lambda _: True,
) -> Selection:
    """Find keys by their full id, client ID or name.

    Args:
        given: The arguments.
        keys: The keys to search.
        has_name: Whether a name selects this key; names are unique only among one user's keys.

    Raises:
        SettingsError: an argument matches several keys.
    """
    listed = tuple(keys)
    found: dict[str, AccessKey] = {}
    missing: list[str] = []
    for text in dict.fromkeys(given):
        if not text:
            raise SettingsError(
                "an ID is empty, so nothing was changed: give an id, client ID or name."
            )
        matching = {
            key.id: key
            for key in listed
            if text in (key.id, key.client_id) or (text == key.name and has_name(key))
        }
        if len(matching) > 1:
            raise SettingsError(
                f"{text} matches {len(matching)} keys, so nothing was changed: "
                f"{_candidates(matching.values())}. Use an ID that only one of them has."
            )
        if not matching:
            missing.append(text)
        found |= matching
    return Selection(tuple(found.values()), tuple(missing))


async def find_keys(context: Context, given: Iterable[str], listing: Listing) -> Selection:
    """Find keys in a list; send a request for each one beyond the server's limit.

    Raises:
        ApiError: such a request failed.
        SettingsError: an argument matches several keys.
    """
    given, keys, has_name = tuple(given), listing.keys or (), context.finds_by_name
    selection = select_keys(given, keys, has_name)
    if not (context.of_everybody and listing.at_limit and selection.missing):
        return selection
    for text in selection.missing:
        keys += (await context.fetch(Query(client_id=text))).keys
    return select_keys(given, keys, has_name)


def not_found(context: Context, text: str, keys: Iterable[AccessKey]) -> str:
    """Return the message that no key matches an argument; names other owners' keys of that name.

    Args:
        context: The command's flags and session.
        text: The argument.
        keys: The keys that were searched.
    """
    if not context.of_everybody:
        return f"{text}: {NOT_YOURS} --all looks at everybody's."
    namesakes = [key for key in keys if key.name == text]
    if not namesakes:
        return f"{text}: no key in the list has this id or client ID, and none of yours this name."
    return (
        f"{text}: by name, --all finds your own keys alone. This is the name of "
        f"{_candidates(namesakes)}: use a client ID, or --owner."
    )


def as_argument(key: AccessKey | Twin) -> str:
    """Return the name of a key, or else its client ID, for a command to paste into a shell.

    Returns the word ID if a shell could interpret both.
    """
    return next(filter(is_plain_id, (key.name, key.client_id)), "ID")


def refuse_own_key(keys: Iterable[AccessKey], client_id: str | None, *, allowed: bool) -> None:
    """Refuse to change the key that the program signs in with, unless `--own` allows it.

    Raises:
        SettingsError: the key is among them and `--own` is missing.
    """
    own = next((key for key in keys if client_id and key.client_id == client_id), None)
    if own is not None and not allowed:
        raise SettingsError(
            f"{own.name} is the key that you sign in with, so nothing was changed: "
            "add --own if you mean it."
        )


def _candidates(keys: Iterable[AccessKey]) -> str:
    """Describe candidates by what distinguishes them."""
    return first_few(sorted(_described(key) for key in keys), _CANDIDATES)


def _described(key: AccessKey) -> str:
    owner = f" of {clean(key.created_by, 60)}" if key.created_by else ""
    ids = f"client ID {clean(key.client_id, 60)}, id {clean(key.id, 60)}"
    return f"{clean(key.name, 60)}{owner} ({ids})"
