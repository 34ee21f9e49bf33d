"""Data of the demo control plane, with methods to change it without a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .record import DemoRecord, make_record, make_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class DemoStore:
    """All access keys of the demo."""

    def __init__(
        self,
        username: str,
        records: Iterable[DemoRecord],
        generator: Random,
        now: Callable[[], datetime],
    ) -> None:
        self.username = username
        """The signed-in user, who owns keys added without an owner."""
        self.now = now
        self._records = {record.id: record for record in records}
        self._generator = generator
        self.signing_key = generator.randbytes(32)
        """Key that tokens are signed with; a new one invalidates all older tokens."""

    def all_keys(self) -> list[DemoRecord]:
        """Return all keys, the newest first and those without a date last."""
        oldest_first = sorted(
            self._records.values(), key=lambda record: record.created_at or _LONG_AGO
        )
        return oldest_first[::-1]

    def my_keys(self) -> list[DemoRecord]:
        """Return the signed-in user's keys, the newest first."""
        return self.keys_of(self.username)

    def keys_of(self, owner: str) -> list[DemoRecord]:
        """Return one user's keys, the newest first."""
        return [record for record in self.all_keys() if record.owner == owner]

    def find(self, key_id: str) -> DemoRecord | None:
        """Return the key with this id, if there is one."""
        return self._records.get(key_id)

    def find_client(self, client_id: str) -> DemoRecord | None:
        """Return the key with this client ID, if there is one."""
        return next((r for r in self._records.values() if r.client_id == client_id), None)

    def add_key(
        self,
        name: str,
        owner: str | None = None,
        *,
        created_at: datetime | None = None,
        last_login: datetime | None = None,
    ) -> DemoRecord:
        """Add a key, whatever its name and the owner's quota."""
        created_at = created_at or self.now()
        record = make_record(self._generator, name, owner or self.username, created_at, last_login)
        self._records[record.id] = record
        return record

    def remove_key(self, key_id: str) -> None:
        """Remove a key, whoever owns it."""
        del self._records[key_id]

    def replace_secret(self, key_id: str) -> str:
        """Replace the secret of a key and return the new one."""
        secret = make_secret(self._generator)
        self._records[key_id] = replace(self._records[key_id], client_secret=secret)
        return secret

    def mark_used(self, key_id: str) -> None:
        """Set the last use of a key to now."""
        self._records[key_id] = replace(self._records[key_id], last_login=self.now())

    def revoke_tokens(self) -> None:
        """Invalidate all tokens issued so far."""
        self.signing_key = self._generator.randbytes(32)
