"""Builds the export of listed keys: real names, even in a screencast, and their origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..listing.export import Export

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .session import Session


def export_of(
    session: Session,
    keys: Sequence[AccessKey],
    narrowed: str = "",
    outcomes: Mapping[str, str] | None = None,
) -> Export:
    """Build the export of keys.

    Args:
        session: The session that listed them.
        keys: The keys to export.
        narrowed: Description of the filter; empty for the whole list.
        outcomes: Outcome of a change for each key, by its id.
    """
    disguise = session.disguise
    return Export(
        [disguise.real_key(key) for key in keys],
        session.now(),
        disguise.real(session.base_url),
        disguise.real(session.signed_in_as),
        narrowed,
        session.limits,
        outcomes,
    )
