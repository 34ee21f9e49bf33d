"""Record of an access key in the demo, with generated credentials."""

from __future__ import annotations

import string
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

_SECRET_ALPHABET = string.ascii_letters + string.digits
_SECRET_LENGTH = 32


@dataclass(frozen=True, slots=True)
class DemoRecord:
    """An access key with its secret, of which the real control plane keeps only a hash."""

    id: str
    name: str
    client_id: str
    client_secret: str = field(repr=False)
    created_at: datetime | None
    last_login: datetime | None
    owner: str


def make_secret(generator: Random) -> str:
    """Return the next secret of a seeded generator."""
    return "".join(generator.choices(_SECRET_ALPHABET, k=_SECRET_LENGTH))


def make_record(
    generator: Random,
    name: str,
    owner: str,
    created_at: datetime | None,
    last_login: datetime | None = None,
) -> DemoRecord:
    """Return a key with the next id and credentials of a seeded generator."""
    return DemoRecord(
        id=str(uuid.UUID(int=generator.getrandbits(128), version=4)),
        name=name,
        client_id=f"{generator.getrandbits(64):016x}",
        client_secret=make_secret(generator),
        created_at=created_at,
        last_login=last_login,
        owner=owner,
    )
