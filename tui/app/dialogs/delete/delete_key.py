"""Dialog that deletes a key after a confirmation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ..base.dialog import Dialog
from ..requests.confirm_card import ConfirmCard
from ..requests.request_dialog import RequestDialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..requests.change_summary import ChangeSummary


class DeleteKey(RequestDialog[str]):
    """Sends the delete once it is confirmed; the result is a report."""

    def __init__(
        self, summary: ChangeSummary, send: Callable[[], Awaitable[str]], failure: str
    ) -> None:
        """Prepare the dialog.

        Args:
            summary: The change.
            send: Sends the delete.
            failure: Why an earlier attempt failed; empty for the first one.
        """
        super().__init__(danger=True)
        self.box_title, self.act = summary.title, summary.act
        self._summary = summary
        self._send_delete = send
        self._failure = failure

    def compose_box(self) -> ComposeResult:
        """Lay out the card."""
        card = ConfirmCard(self._summary, agree=self.submit, decline=self.action_cancel)
        yield card.data_bind(Dialog.armed, RequestDialog.waiting)

    def on_mount(self) -> None:
        """Show why the delete failed before."""
        self.say(self._failure, failed=True)

    async def request(self) -> str:
        """Send the delete."""
        return await self._send_delete()
