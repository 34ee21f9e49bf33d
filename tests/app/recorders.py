"""Recorders of the terminal, as a test wants them."""

from __future__ import annotations

import pytest

from tui.delivery.recorders import Recorder


def record_by(monkeypatch: pytest.MonkeyPatch, *recorders: Recorder) -> list[Recorder]:
    """Find these, whatever runs the tests, and return them as a list that can be changed."""
    found = list(recorders)

    async def find() -> tuple[Recorder, ...]:
        return tuple(found)

    monkeypatch.setattr("tui.app.dialogs.secret.recording_notice.find_recorders", find)
    return found
