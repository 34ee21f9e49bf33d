"""Result of the secret panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr

    from ....delivery.hand_over import TargetOutcome


@dataclass(frozen=True)
class PanelResult:
    """The user's requests for after the panel, and the places that have the secret."""

    ending: bool = False
    """Whether to end the program."""
    to_print: SecretStr | None = None
    """The secret to print at the end; None to print nothing."""
    arrived: tuple[TargetOutcome, ...] = ()
    """Outcomes of targets that have the secret."""
    places: str = ""
    """The places that the secret was sent to, in words; empty if it was given up."""
    certain: bool = True
    """Whether at least one of them is known to have it."""
