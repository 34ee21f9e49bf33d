"""Keys whose secret an earlier run left undelivered when it ended."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ...text import clean
from ..keymap import key_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...api.access_key import AccessKey
    from ...delivery.undelivered import UndeliveredNotes, UndeliveredSecret
    from ...listing.listing import Listing
    from ...session.session import Session


class UndeliveredKeys:
    """Notes of earlier runs about this control plane, and the listed keys that they name.

    Args:
        notes: The notes of all runs; None for a list that does not show them.
        session: The session.
    """

    def __init__(self, notes: UndeliveredNotes | None, session: Session) -> None:
        self._notes = notes
        self._session = session
        self._left: tuple[UndeliveredSecret, ...] = ()

    async def load(self, then: Callable[[], None]) -> None:
        """Read the notes, and then call a function to show them."""
        if self._notes is None:
            return
        # Without the service if possible: opening it may ask for a passphrase again, or fail as the
        # list does.
        base_url = self._session.base_url or (await self._session.service()).base_url
        real = self._session.disguise.real(base_url)
        self._left = tuple(await asyncio.to_thread(self._notes.left, real))
        then()

    def among(self, listing: Listing) -> list[AccessKey]:
        """Return the listed keys that notes name."""
        # A key that was never created, or was deleted, has no secret to replace.
        names = {left.name for left in self._left}
        real_key = self._session.disguise.real_key
        listed = listing.keys or () if names else ()
        return sorted((key for key in listed if real_key(key).name in names), key=_name_of)

    def text(self, listing: Listing) -> str:
        """Name the keys whose secret is lost, and say what to do; empty if there are none."""
        keys = [key for key in self.among(listing) if not self._is_rotated(key)]
        if not keys:
            return ""
        names, real_key = ", ".join(map(_name_of, keys)), self._session.disguise.real_key
        way_out = (
            "It needs a new one, which read-only mode prevents"
            if self._session.settings.readonly
            else f"{key_name('key.regenerate')} on it gives it a new one"
        )
        return (
            f"The secret of {names} may have reached nobody: the program ended"
            f"{self._where({real_key(key).name for key in keys})} before it was copied or saved. "
            f"{way_out}, {key_name('keys.back')} dismisses this."
        )

    def _is_rotated(self, key: AccessKey) -> bool:
        """Return whether a key is in an unfinished rotation, which replaces the secret."""
        status = self._session.rotations.get(key.id)
        return status is not None and status.can_be_resumed

    def _where(self, names: set[str]) -> str:
        """Name the computers that wrote the notes; empty if it was only this one."""
        hosts = {left.elsewhere for left in self._left if left.name in names}
        if not any(hosts):
            return ""
        if self._session.disguise.hides:
            return " on another computer"
        return f" on {' and on '.join(host or 'this computer' for host in sorted(hosts))}"

    def dismiss(self, name: str | None = None) -> bool:
        """Delete the notes about a key, or all notes; return whether there were any."""
        dropped = [left for left in self._left if name in (None, left.name)]
        for left in dropped:
            if self._notes is not None:
                self._notes.forget(left.handle)
        self._left = tuple(left for left in self._left if left not in dropped)
        return bool(dropped)


def _name_of(key: AccessKey) -> str:
    return clean(key.name, 60)
