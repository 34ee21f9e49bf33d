"""Text on what a list that was loaded owner by owner may lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..listing.coverage import NextSteps
from .keymap import key_name

if TYPE_CHECKING:
    from ..listing.coverage import Coverage

_COMPLETE = key_name("keys.complete")

_NEXT_STEPS = NextSteps(
    retry=f"{_COMPLETE} retries",
    resume=f"{_COMPLETE} continues",
    refresh=f"{key_name('keys.refresh')} refreshes",
    add_owners=f"{_COMPLETE} adds owners",
)


def coverage_text(coverage: Coverage | None) -> str:
    """Return what may be missing, and the key that loads it; empty if nothing is known."""
    return coverage.summary(_NEXT_STEPS) if coverage is not None else ""
