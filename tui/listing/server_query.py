"""Server-side query of the administration list."""

from __future__ import annotations

from typing import NamedTuple


class Query(NamedTuple):
    """An owner, a client ID, or both, in full; all keys if empty."""

    created_by: str = ""
    client_id: str = ""
    by_owner: bool = False
    """Whether all keys are loaded owner by owner, because the server truncates a long list."""
    named: tuple[str, ...] = ()
    """Owners to load: in addition to those of listed keys if `by_owner`, else only these."""

    def __bool__(self) -> bool:
        """Return whether it filters the list."""
        return bool(self.created_by or self.client_id)

    def __str__(self) -> str:
        parts = (("owner", self.created_by), ("client ID", self.client_id))
        return " and ".join(f"{name} {value}" for name, value in parts if value)


ALL = Query()
"""Lists every key."""
