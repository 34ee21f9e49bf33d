"""Access keys for tests, without a server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tui.api.access_key import AccessKey
from tui.api.models import ListedKey

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def make_key(
    name: str = "ci-runner",
    *,
    key_id: str | None = None,
    owner: str | None = None,
    created: timedelta | None = timedelta(days=200),
    used: timedelta | None = timedelta(days=1),
) -> AccessKey:
    """Make a key that was created and used so long before NOW; None for never."""
    answer = {
        "id": key_id or f"id-{name}",
        "name": name,
        "clientId": f"client-{name}",
        "createdAt": None if created is None else (NOW - created).isoformat(),
        "lastLogin": None if used is None else (NOW - used).isoformat(),
    }
    if owner is not None:
        answer["createdBy"] = owner
    return read_key(answer)


def read_key(answer: Mapping[str, Any]) -> AccessKey:
    """Read a key out of an answer."""
    return ListedKey.model_validate(answer).as_key()
