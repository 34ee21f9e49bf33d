"""Selects the keys whose ids, client IDs or names were given to a command."""

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
"""Help of an argument that names a key of the user's own."""

IDS = "their ids or client IDs; of your own keys, and with --owner, their names too"

NOT_YOURS = "no key of yours has this id, client ID or name."

_CANDIDATES = 5
"""Number of keys that are named where several fit."""


@dataclass(frozen=True)
class Selection:
    """The keys that were given, each once, and the texts that mean none."""

    keys: tuple[AccessKey, ...]
    missing: tuple[str, ...]


def add_own_argument(parser: ArgumentParser) -> None:
    """Declare the flag that allows to change the key that the program signs in with."""
    parser.add_argument(
        "--own", action="store_true", help="allow it for the key that you sign in with"
    )


def select_keys(
    given: Iterable[str],
    keys: Iterable[AccessKey],
    has_name: Callable[[AccessKey], bool] = lambda _: True,
) -> Selection:
    """Find keys by their whole id, client ID or name.

    Args:
        given: What was given for each key.
        keys: The keys to choose from.
        has_name: Whether a key is found by its name; names are unique among the keys of one user.

    Raises:
        SettingsError: one of the texts means several keys.
    """
    listed = tuple(keys)
    found: dict[str, AccessKey] = {}
    missing: list[str] = []
    for text in dict.fromkeys(given):
        if not text:
            raise SettingsError("an ID is empty, so nothing was changed.")
        matching = {
            key.id: key
            for key in listed
            if text in (key.id, key.client_id) or (text == key.name and has_name(key))
        }
        if len(matching) > 1:
            raise SettingsError(
                f"{text} means {len(matching)} keys, so nothing was changed: "
                f"{_candidates(matching.values())}. Use an ID that only one of them has."
            )
        if not matching:
            missing.append(text)
        found |= matching
    return Selection(tuple(found.values()), tuple(missing))


async def find_keys(context: Context, given: Iterable[str], listing: Listing) -> Selection:
    """Find the given keys in a list; those beyond the server's limit by a request for each.

    Raises:
        ApiError: such a request failed.
        SettingsError: one of the texts means several keys.
    """
    given, keys, has_name = tuple(given), listing.keys or (), context.finds_by_name
    selection = select_keys(given, keys, has_name)
    if not (context.of_everybody and listing.at_limit and selection.missing):
        return selection
    for text in selection.missing:
        keys += (await context.fetch(Query(client_id=text))).keys
    return select_keys(given, keys, has_name)


def not_found(context: Context, text: str, keys: Iterable[AccessKey] = ()) -> str:
    """Return the sentence that no key was found, and whose keys have such a name.

    Args:
        context: The command's flags and session.
        text: What was given.
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
    """Return the name of a key, or else its client ID, for a command to copy.

    Neither if both could do harm in a shell.
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
    """Describe keys that were meant, perhaps, in a way that tells them apart."""
    return first_few(sorted(_described(key) for key in keys), _CANDIDATES)


def _described(key: AccessKey) -> str:
    owner = f" of {clean(key.created_by, 60)}" if key.created_by else ""
    ids = f"client ID {clean(key.client_id, 60)}, id {clean(key.id, 60)}"
    return f"{clean(key.name, 60)}{owner} ({ids})"
