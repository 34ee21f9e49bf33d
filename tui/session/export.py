"""Export of keys: as the server has them, with where they come from."""

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
    """Prepare keys for an export.

    Args:
        session: The session that has listed them.
        narrowed: The filter that narrows the list, in words.
        outcomes: The outcome of a change for each key, by its id.
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
