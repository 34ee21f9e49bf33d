"""Result of the secret panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr

    from ....delivery.hand_over import TargetOutcome


@dataclass(frozen=True)
class PanelResult:
    """Requests of the user that outlive the panel."""

    ending: bool = False
    """Whether the program is to end."""
    to_print: SecretStr | None = None
    """The secret, if it is to be printed then."""
    arrived: tuple[TargetOutcome, ...] = ()
    """Deliveries to targets by which the secret is not lost."""
    places: str = ""
    """The places that the secret went to, in words; empty if it was given up."""
    certain: bool = True
    """Whether one of them is known to have it, and not only to have been sent it."""
