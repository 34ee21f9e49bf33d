"""Text on screen about what a list that was loaded owner by owner may lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..listing.coverage import Ways
from .keymap import key_name

if TYPE_CHECKING:
    from ..listing.coverage import Coverage

_COMPLETE = key_name("keys.complete")

_WAYS = Ways(
    retry=f"{_COMPLETE} tries again",
    go_on=f"{_COMPLETE} goes on",
    again=f"{key_name('keys.refresh')} asks again",
    more=f"{_COMPLETE} takes more",
)


def coverage_text(coverage: Coverage | None) -> str:
    """Return what may be missing, and the key that leads to it; empty if nothing is known."""
    return coverage.words(_WAYS) if coverage is not None else ""
