"""Dialog that replaces the secret of a key after a deliberate yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from ..base.dialog import Dialog
from ..requests.confirm_card import ConfirmCard
from ..requests.request_dialog import RequestDialog
from .deliver_to import DeliverTo, offer_to_replace
from .issue_secret import send_and_save

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....api.access_key import AccessKey
    from ....api.errors import ApiError
    from ....delivery.private_file import SaveError
    from ....session.session import Session
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..requests.change_summary import ChangeSummary


class Regenerate(RequestDialog["IssuedSecret"]):
    """Asks, takes the place that the new secret goes to, and requests the secret."""

    abandon_text = "The old secret may be dead already, and the new one would be lost."

    def __init__(
        self, session: Session, summary: ChangeSummary, key: AccessKey, issuer: SecretIssuer
    ) -> None:
        super().__init__(danger=True)
        self._session = session
        self._summary = summary
        self._key = key
        self._issuer = issuer

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
        """Whether the new secret may have been requested: to check the file changes nothing."""
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

    @property
    def _real_name(self) -> str:
        return self._session.disguise.real_key(self._key).name

    async def request(self) -> IssuedSecret:
        """Replace the secret, and save the new one."""
        return await send_and_save(
            self, self._issuer, self._real_name, lambda: self._issuer.regenerate(self._key)
        )

    def refused(self, error: ApiError | SaveError) -> None:
        """Go to what is missing, or offer to replace a file that is in the way."""
        field = self.query_one(DeliverTo)
        field.mend(error)
        offer_to_replace(field, self._issuer, error, self._real_name, self.submit)
