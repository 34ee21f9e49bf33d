"""Messages about clocks that disagree when a token is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .tokens import Token

_TOLERANCE = timedelta(minutes=1)
"""Difference of two clocks that does no harm."""


def utc_now() -> datetime:
    """Return the time of this machine's clock."""
    return datetime.now(UTC)


def disagreement(token: Token, server: datetime | None, ours: datetime, host: str) -> str:
    """Explain why a refused token is not valid now, with the time by both clocks.

    Empty if the server did not tell its time, or if no clock is to blame.
    """
    if server is None:
        return ""
    if token.begin is not None and server < token.begin:
        problem = f"It is valid from {_shown(token.begin)} on"
    elif token.end is not None and server >= token.end:
        problem = f"It expired at {_shown(token.end)}"
        if abs(server - ours) <= _TOLERANCE:
            return f"{problem}."
    elif abs(server - ours) <= _TOLERANCE:
        return ""
    else:
        problem = "The clocks differ"
    clocks = f"the clock of {host} says {_shown(server)} and that of this machine {_shown(ours)}"
    return f"{problem}; {clocks}."


def has_expired(token: Token, server: datetime | None, ours: datetime) -> bool:
    """Check whether a token has expired by every clock that is known."""
    clocks = [ours] if server is None else [ours, server]
    return token.end is not None and all(clock >= token.end for clock in clocks)


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
