"""Copies from the secret panel, and the resulting state of the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....delivery.outcome import Certainty

if TYPE_CHECKING:
    from pydantic import SecretStr

    from ....delivery.clipboard import Clipboard
    from ....delivery.outcome import Outcome
    from ..base.dialog import Dialog

_SLOW = 0.8
"""Seconds after which a slow copy is announced."""


class Copying:
    """Copies to and clears the clipboard for a panel, and reports the outcome there."""

    def __init__(self, panel: Dialog[Any], clipboard: Clipboard) -> None:
        self.certainty = Certainty.FAILED
        """Certainty that the clipboard has the secret."""
        self._panel = panel
        self._clipboard = clipboard

    async def copy_secret(self, secret: SecretStr) -> None:
        """Copy the secret."""
        slow = self._panel.set_timer(_SLOW, lambda: self._panel.say("Copying…"))
        try:
            outcome = await self._clipboard.copy(secret.get_secret_value(), secret=True)
        finally:
            slow.stop()
        if outcome.left:
            self.certainty = outcome.certainty
        self._tell(outcome)

    async def copy_id(self, client_id: str) -> None:
        """Copy the client ID."""
        self._replace_secret(await self._clipboard.copy_id(client_id), "Client ID: ")

    async def copy_command(self, command: str) -> None:
        """Copy a command."""
        self._replace_secret(await self._clipboard.copy(command), "Command: ")

    async def clear(self) -> None:
        """Clear the clipboard."""
        self._replace_secret(await self._clipboard.clear())

    def _replace_secret(self, outcome: Outcome, about: str = "") -> None:
        if outcome.left:
            # The secret is no longer on the clipboard.
            self.certainty = Certainty.FAILED
        self._tell(outcome, about)

    def _tell(self, outcome: Outcome, about: str = "") -> None:
        if self._panel.is_mounted:
            self._panel.say(f"{about}{outcome.text}", failed=not outcome.left)
            self._panel.refresh_bindings()
