"""Dialog that begins the rotation of a key, or goes on with it, after a deliberate yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from ....workflows.plan_rotation import RotationError
from ..base.dialog import Dialog
from ..requests.confirm_card import ConfirmCard
from ..requests.request_dialog import RequestDialog
from .deliver_to import DeliverTo, offer_to_replace
from .issue_secret import send_and_save

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult

    from ....api.errors import ApiError
    from ....delivery.private_file import SaveError
    from ....session.session import Session
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..requests.change_summary import ChangeSummary


class Rotate(RequestDialog["IssuedSecret | RotationError"]):
    """Asks, takes the place that the successor's secret goes to, and requests the secret.

    A rotation that can't go on, or went wrong on its way, is a result: there is another step then.
    """

    abandon_text = "The successor may exist already, and its secret would be lost."

    def __init__(
        self,
        session: Session,
        summary: ChangeSummary,
        issuer: SecretIssuer,
        place_name: str,
        issue: Callable[[], Awaitable[IssuedSecret]],
    ) -> None:
        """Prepare the dialog.

        Args:
            session: The session.
            summary: The rotation, and its consequences.
            issuer: The request for the secret.
            place_name: The name that places are called after.
            issue: Sends the request.
        """
        super().__init__(danger=True)
        self._session = session
        self._summary = summary
        self._issuer = issuer
        self._place_name = place_name
        self._issue = issue

    @property
    def act(self) -> str:
        """The change."""
        return self._summary.act

    @property
    def box_title(self) -> str:
        """The title."""
        return self._summary.title

    @property
    def on_its_way(self) -> bool:
        """Whether the successor may have been requested: to check the file changes nothing."""
        return self.waiting and self._issuer.asked

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

    async def request(self) -> IssuedSecret | RotationError:
        """Request the secret, and save it."""
        try:
            return await send_and_save(self, self._issuer, self._place_name, self._issue)
        except RotationError as error:
            return error

    def refused(self, error: ApiError | SaveError) -> None:
        """Go to what is missing, or offer to replace a file that is in the way."""
        field = self.query_one(DeliverTo)
        field.mend(error)
        offer_to_replace(field, self._issuer, error, self._place_name, self.submit)
