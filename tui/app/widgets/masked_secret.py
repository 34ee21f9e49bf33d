"""Line that shows or masks a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cached_cell_len
from textual.reactive import var
from textual.widgets import Static

from ...text import clean
from .label_value import label_value

if TYPE_CHECKING:
    from pydantic import SecretStr
    from textual.timer import Timer

LABEL = "Client secret"

MASKED_AFTER = 30.0
"""Seconds that a revealed secret stays readable."""

_MASK = "•" * 24
_LONGEST_SHOWN = 4_000


class MaskedSecret(Static):
    """Masks a secret, except for a while after it was revealed on a focused terminal."""

    ALLOW_SELECT = False
    """Selected text could be copied without the panel's knowledge."""

    revealed: var[bool] = var(False, init=False)

    def __init__(self, secret: SecretStr) -> None:
        super().__init__(id="secret", classes="fact")
        self._secret = secret
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Show the mask; mask the secret again when the terminal loses the focus."""
        self._paint()
        self.watch(self.app, "app_focus", self._mask_unseen, init=False)

    def watch_revealed(self, revealed: bool) -> None:
        """Show the secret for a while, or mask it."""
        self._paint()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(MASKED_AFTER, self.mask) if revealed else None
        if not revealed:
            # Rich caches the texts whose width it has measured.
            cached_cell_len.cache_clear()

    def mask(self) -> None:
        """Mask the secret."""
        self.revealed = False

    def forget(self) -> None:
        """Drop the secret, as Textual may keep a closed screen for a while."""
        self._secret = type(self._secret)("")
        self.mask()

    def _mask_unseen(self, has_focus: bool) -> None:
        if not has_focus:
            self.mask()

    def _paint(self) -> None:
        shown, style = _MASK, "$text-warning"
        if self.revealed:
            shown, style = clean(self._secret.get_secret_value(), _LONGEST_SHOWN), f"bold {style}"
        self.update(label_value(LABEL, shown, style, width=len(LABEL)))
