"""Dialog that replaces a secret, or issues that of a successor, after a confirmation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import on

from ..base.dialog import Dialog
from ..requests.confirm_card import ConfirmCard
from ..requests.request_dialog import RequestDialog
from .deliver_to import DeliverTo, offer_to_replace

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....api.errors import ApiError
    from ....delivery.private_file import SaveError
    from ....session.session import Session
    from ....workflows.issue_secret import SecretIssuer
    from ..requests.change_summary import ChangeSummary

Value = TypeVar("Value")


class IssueSecret(RequestDialog[Value], Generic[Value]):
    """Asks for confirmation and a destination, and requests the secret."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-snug"), (28, "-tall")]
    """Below 24 rows the lines about one's own key, a message included, fit without blank ones only.

    With blank edges they do from 28 rows on, where there is a target to choose.
    """

    def __init__(
        self,
        session: Session,
        summary: ChangeSummary,
        issuer: SecretIssuer,
        place_name: str,
        send: Callable[[IssueSecret[Value]], Awaitable[Value]],
        abandon_text: str,
    ) -> None:
        """Prepare the dialog.

        Args:
            session: The session.
            summary: The change, and its consequences.
            issuer: The request for the secret.
            place_name: The key's real name, which fills placeholders in destinations.
            send: Sends the request and saves the secret, by `send_and_save`.
            abandon_text: Warning of the consequences if the user stops waiting.
        """
        super().__init__(danger=True)
        self.box_title, self.act = summary.title, summary.act
        self.abandon_text = abandon_text
        self._session = session
        self._summary = summary
        self._issuer = issuer
        self._place_name = place_name
        self._send_request = send

    @property
    def on_its_way(self) -> bool:
        """Whether the secret may have been requested; the checks before that change nothing."""
        return self.waiting and self._issuer.requested

    def compose_box(self) -> ComposeResult:
        """Lay out the card."""
        card = ConfirmCard(
            self._summary,
            agree=self.submit,
            decline=self.action_cancel,
            fields=[DeliverTo(self._session)],
        )
        yield card.data_bind(Dialog.armed, RequestDialog.waiting)

    @on(DeliverTo.Submitted)
    def _go_on(self, event: DeliverTo.Submitted) -> None:
        event.stop()
        self.query_one(ConfirmCard).go_on()

    async def request(self) -> Value:
        """Request the secret, and save it."""
        return await self._send_request(self)

    def refused(self, error: ApiError | SaveError) -> None:
        """Focus the missing input, or offer to replace an existing file."""
        field = self.query_one(DeliverTo)
        field.mend(error)
        offer_to_replace(field, self._issuer, error, self._place_name, self.submit)
