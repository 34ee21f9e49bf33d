"""Prefetch for the demo: reads the first list from a second store with the same keys."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .prefetch import Identity, Prefetch

if TYPE_CHECKING:
    from ..api.access_key import KeyList
    from ..config.settings import Settings


class DemoPrefetch(Prefetch):
    """Prefetch of the demo's first list, before its web framework is imported."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings: Settings | None = settings

    async def first_list(self) -> KeyList | None:
        """Return the list to the first caller; None for all others."""
        settings, self._settings = self._settings, None
        if settings is None:
            return None
        keys, self.identity = await asyncio.to_thread(_list_seeded_keys, settings)
        return keys


def _list_seeded_keys(settings: Settings) -> tuple[KeyList | None, Identity]:
    from ..api.plain_reading import keys_of
    from ..demo.documents import own_key
    from ..demo.seeded_store import DEMO_BASE_URL, SeededStore

    seeded = SeededStore(settings.clock, settings.demo_since)
    seeded.store.mark_used(seeded.sign_in_key.id)
    keys = keys_of([own_key(record) for record in seeded.store.my_keys()])
    return keys, Identity(DEMO_BASE_URL, seeded.sign_in_key.client_id, seeded.store.username)
