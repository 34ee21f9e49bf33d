"""Line of the secret panel that says whether a target has the secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from ....delivery.hand_over import Arrival
from ...keymap import key_name

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....delivery.hand_over import TargetOutcome
    from ....screencast.disguise import Disguise

_LOOKS = {
    Arrival.VERIFIED: ("✓ Verified", "$text-success"),
    Arrival.ACCEPTED: ("○ Accepted", "$text-accent"),
    Arrival.DOUBTFUL: ("? Doubtful", "$text-warning"),
    Arrival.FAILED: ("✗ Failed", "$text-error"),
}


class OutcomeLine(Horizontal):
    """An outcome: its certainty, what is known, and what the target's program printed."""

    def __init__(
        self, outcome: TargetOutcome, disguise: Disguise, *, is_latest: bool = True
    ) -> None:
        """Prepare a line.

        Args:
            outcome: The outcome.
            disguise: Shows what is said of it.
            is_latest: Whether to say what to do now, if the target did not take the secret.
        """
        super().__init__()
        self._is_latest = is_latest
        self._outcome = outcome
        self._disguise = disguise

    def compose(self) -> ComposeResult:
        """Lay out both columns."""
        label, style = _LOOKS[self._outcome.arrival]
        yield Static(Content.styled(label, style), classes="certainty")
        show = self._disguise.text
        printed = "".join(f"\n{show(line)}" for line in self._outcome.printed)
        text = show(f"{self._outcome.text}{self._advice}")
        yield Static(Content.assemble(text, (printed, "$quiet")), classes="known")

    @property
    def _advice(self) -> str:
        if self._outcome.arrived or not self._is_latest:
            return ""
        again, save = key_name("secret.deliver"), key_name("secret.save")
        return f" The secret is still here: {again} tries again, {save} saves it to a file."
