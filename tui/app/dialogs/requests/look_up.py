"""Finds out what became of a change whose answer was lost."""

from __future__ import annotations

from typing import Generic

from .send_now import CarryOut, Value


class LookUp(CarryOut[Value], Generic[Value]):
    """Looks at once; until it knows, nothing else can be done, and leaving is asked about."""

    WAITING = "The answer was lost. Looking for what became of it…"
    ABANDON = "It is not known yet whether it was carried out."
