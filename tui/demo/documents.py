"""JSON documents of access keys, as the API sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from .record import DemoRecord


def own_key(record: DemoRecord) -> dict[str, Any]:
    """Return a key as its owner sees it."""
    return {
        "id": record.id,
        "name": record.name,
        "clientId": record.client_id,
        "createdAt": timestamp(record.created_at),
        "lastLogin": timestamp(record.last_login),
    }


def anyones_key(record: DemoRecord) -> dict[str, Any]:
    """Return a key as an administrator sees it."""
    return own_key(record) | {"createdBy": record.owner}


def timestamp(moment: datetime | None) -> str | None:
    """Return a moment in the API's form."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
