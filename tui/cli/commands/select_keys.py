"""Selects the keys whose ids or client IDs were given to a command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...config.settings import SettingsError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...api.access_key import AccessKey


@dataclass(frozen=True)
class Selection:
    """The keys that were given, each once, and the ids that no key has."""

    keys: tuple[AccessKey, ...]
    missing: tuple[str, ...]


def add_own_argument(parser: ArgumentParser) -> None:
    """Declare the flag that allows to change the key that the program signs in with."""
    parser.add_argument(
        "--own", action="store_true", help="allow it for the key that you sign in with"
    )


def select_keys(ids: Iterable[str], keys: Iterable[AccessKey]) -> Selection:
    """Find keys by their whole id or client ID.

    Raises:
        SettingsError: several keys match one of the ids.
    """
    listed = tuple(keys)
    found: dict[str, AccessKey] = {}
    missing: list[str] = []
    for text in dict.fromkeys(ids):
        matching = {key.id: key for key in listed if text in (key.id, key.client_id)}
        if len(matching) > 1:
            raise SettingsError(f"{text} means {len(matching)} keys, so nothing was changed.")
        if not matching:
            missing.append(text)
        found |= matching
    return Selection(tuple(found.values()), tuple(missing))


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
