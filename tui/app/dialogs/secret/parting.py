"""How the secret panel was left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr


@dataclass(frozen=True)
class Parting:
    """What the user wants beyond the panel's end."""

    ending: bool = False
    """Whether the program is to end."""
    to_print: SecretStr | None = None
    """The secret, if it is to be printed then."""
