"""Access keys and lists of them.

Nothing here imports pydantic: a list can be shown before that is loaded.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class AccessKey(NamedTuple):
    """An access key as the lists and `get_access_key_by_id1` describe it, without its secret."""

    id: str
    """As the server wrote it: for requests only, never for the screen."""

    name: str
    client_id: str
    created_at: datetime | None = None
    """In UTC; None if the server sent no readable moment."""

    last_login: datetime | None = None
    """The last token exchange, in UTC. None means never used, but only if `last_login_known`."""

    last_login_known: bool = False
    """False if the server sent no readable response, which must not be taken for never used."""

    created_by: str | None = None
    """The owner; None for the user's own keys, empty if the administration list does not tell."""


class KeyList(NamedTuple):
    """A list as the server sent it, in its order."""

    keys: tuple[AccessKey, ...]
    skipped: int = 0
    """Number of items left out: unreadable as a key, or repeating the id of another."""

    def of_everybody(self) -> KeyList:
        """Return the list for administrators: a key that names no owner is nobody's."""
        keys = (key._replace(created_by="") if key.created_by is None else key for key in self.keys)
        return self._replace(keys=tuple(keys))
