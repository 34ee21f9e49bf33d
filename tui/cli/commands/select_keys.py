"""Finds the keys that a command names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...config.settings import SettingsError

if TYPE_CHECKING:
    from ...api.access_key import AccessKey


@dataclass(frozen=True)
class Picked:
    """The keys that were named, each once, and the names that no key has."""

    keys: tuple[AccessKey, ...]
    missing: tuple[str, ...]


def pick(wanted: Iterable[str], keys: Iterable[AccessKey]) -> Picked:
    """Find keys by their whole id, or their whole client ID.

    Raises:
        SettingsError: one of them means several keys.
    """
    listed = tuple(keys)
    found: dict[str, AccessKey] = {}
    missing: list[str] = []
    for text in dict.fromkeys(wanted):
        same = {key.id: key for key in listed if text in (key.id, key.client_id)}
        if len(same) > 1:
            raise SettingsError(f"{text} means {len(same)} keys, so nothing was changed.")
        if not same:
            missing.append(text)
        found |= same
    return Picked(tuple(found.values()), tuple(missing))


def refuse_own(keys: Iterable[AccessKey], client_id: str | None, *, agreed: bool) -> None:
    """Refuse to take away the key that this program signs in with, unless that is meant.

    Raises:
        SettingsError: it is among them, and nobody said so.
    """
    own = next((key for key in keys if client_id and key.client_id == client_id), None)
    if own is not None and not agreed:
        raise SettingsError(
            f"{own.name} is the key that you sign in with, so nothing was changed: "
            "add --own if you mean it."
        )
