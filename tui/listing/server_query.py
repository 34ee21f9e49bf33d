"""What the administration list is narrowed to by the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Query:
    """An owner, a client ID, or both, in full; neither asks for all keys."""

    created_by: str = ""
    client_id: str = ""
    by_owner: bool = False
    """Whether all keys are asked for owner by owner, as the server cuts off a long list."""
    named: tuple[str, ...] = ()
    """Owners to ask for beside those that turn up."""

    def __bool__(self) -> bool:
        """Tell whether it narrows the list."""
        return bool(self.created_by or self.client_id)

    def __str__(self) -> str:
        parts = (("owner", self.created_by), ("client ID", self.client_id))
        return " and ".join(f"{name} {value}" for name, value in parts if value)


ALL = Query()
"""Asks for every key."""
