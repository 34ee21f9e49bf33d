"""What all UI tests share."""

from __future__ import annotations

import pytest


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let dialogs take an answer at once."""
    monkeypatch.setattr("tui.dialogs.dialog.ARMED_AFTER", 0.0)
