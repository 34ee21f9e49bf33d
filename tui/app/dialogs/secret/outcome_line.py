"""Line of the secret panel with the outcome of a delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from ....delivery.hand_over import Arrival
from ....text import ELLIPSIS, clean
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


_PRINTED, _WIDEST = 4, 100
"""Maximum lines and characters of a program's output, so that the facts stay visible."""


class OutcomeLine(Horizontal):
    """An outcome: its certainty, a description, and the output of the target's program."""

    def __init__(
        self, outcome: TargetOutcome, disguise: Disguise, *, is_latest: bool = True
    ) -> None:
        """Prepare a line.

        Args:
            outcome: The outcome.
            disguise: Disguises its texts.
            is_latest: Whether to advise what to do if the target did not take the secret.
        """
        super().__init__()
        self._is_latest = is_latest
        self._outcome = outcome
        self._disguise = disguise

    def compose(self) -> ComposeResult:
        """Lay out both columns."""
        label, style = _LOOKS[self._outcome.arrival]
        yield Static(Content.styled(label, style), classes="certainty")
        text = self._disguise.text(f"{self._outcome.text}{self._advice}")
        yield Static(Content.assemble(text, (self._printed, "$quiet")), classes="known")

    @property
    def _printed(self) -> str:
        lines = self._outcome.printed
        begin = min(self._quoted, max(0, len(lines) - _PRINTED))
        end = begin + _PRINTED
        before, after = [ELLIPSIS] * (begin > 0), [ELLIPSIS] * (end < len(lines))
        shown = [clean(self._disguise.text(line), _WIDEST) for line in lines[begin:end]]
        return "".join(f"\n{line}" for line in (*before, *shown, *after))

    @property
    def _quoted(self) -> int:
        """Index of the line that the outcome quotes, as the lines around it explain it."""
        lines = enumerate(self._outcome.printed)
        quoted = (number for number, line in lines if line.strip(" .") in self._outcome.text)
        return next(quoted, len(self._outcome.printed))

    @property
    def _advice(self) -> str:
        if self._outcome.arrived or not self._is_latest:
            return ""
        again, save = key_name("secret.deliver"), key_name("secret.save")
        return f" The secret is still here: {again} tries again, {save} saves it to a file."
