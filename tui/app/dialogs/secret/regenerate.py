"""The card that stands before a key's secret is replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from ..requests.confirm import Confirm
from .issue_secret import IssueSecret
from .save_to_field import SaveToField

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....api.access_key import AccessKey
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..requests.change_summary import ChangeSummary


class Regenerate(IssueSecret, Confirm["IssuedSecret"]):
    """Asks, takes a file to save the new secret to, and has it made."""

    abandon_text = "The old secret may be dead already, and the new one would be lost."

    def __init__(self, question: ChangeSummary, key: AccessKey, issuing: SecretIssuer) -> None:
        super().__init__(question, lambda: issuing.regenerate(key))
        self.issuing = issuing

    def compose_extra(self) -> ComposeResult:
        """Lay out the field for a file."""
        yield SaveToField()

    @on(Input.Submitted, "#path")
    def _path_entered(self, event: Input.Submitted) -> None:
        event.stop()
        # Never a change: enter on a button, or with the whole name typed, is what sends.
        ways = (*self.query("#phrase"), *self.query("#go:enabled"), self.query_one("#safe"))
        ways[0].focus()

    async def issue(self) -> IssuedSecret:
        """Replace the secret."""
        return await self.carry_out()
