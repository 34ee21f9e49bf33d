"""Store of a new demo and the key to sign in with, without a web framework."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from .record import DemoRecord, make_secret
from .sample_keys import SIGN_IN_KEY, SIGNED_IN_USER
from .seed import SEED, seeded_records
from .store import DemoStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

DEMO_BASE_URL = "https://demo.example"
"""Address shown for a demo that runs in process."""


class SeededStore:
    """Store and credentials of a demo, reproducible for the same `since`.

    Args:
        now: The clock.
        since: Start of the demo.
        crowd: Whether to have 500 keys of 60 owners, too many for one list.
        client_id, client_secret: Credentials to sign in with, instead of seeded ones.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        since: datetime | None,
        *,
        crowd: bool = False,
        client_id: str | None = None,
        client_secret: str | None = None,
    ) -> None:
        generator = Random(SEED)  # noqa: S311 - the secrets are meant to be the same each time
        records = seeded_records(generator, since or now(), crowd=crowd)
        place = next(i for i, record in enumerate(records) if record.name == SIGN_IN_KEY)
        self.sign_in_key: DemoRecord = replace(
            records[place],
            client_id=client_id or records[place].client_id,
            client_secret=client_secret or records[place].client_secret,
        )
        records[place] = self.sign_in_key
        self.password = make_secret(generator)
        self.store = DemoStore(SIGNED_IN_USER, records, generator, now)
