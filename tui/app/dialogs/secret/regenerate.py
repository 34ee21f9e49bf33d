"""Dialog that replaces the secret of a key after a deliberate yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base.dialog import Dialog
from ..requests.confirm_card import ConfirmCard
from ..requests.request_dialog import RequestDialog
from .issue_secret import offer_to_replace, send_and_save
from .save_to_field import SaveToField

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....api.access_key import AccessKey
    from ....api.errors import ApiError
    from ....delivery.private_file import SaveError
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..requests.change_summary import ChangeSummary


class Regenerate(RequestDialog["IssuedSecret"]):
    """Asks, takes a file to save the new secret to, and requests the secret."""

    abandon_text = "The old secret may be dead already, and the new one would be lost."

    def __init__(self, summary: ChangeSummary, key: AccessKey, issuer: SecretIssuer) -> None:
        super().__init__(danger=True)
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
            fields=[SaveToField()],
        )
        yield card.data_bind(Dialog.armed, RequestDialog.waiting)

    async def request(self) -> IssuedSecret:
        """Replace the secret, and save the new one."""
        return await send_and_save(self, self._issuer, lambda: self._issuer.regenerate(self._key))

    def refused(self, error: ApiError | SaveError) -> None:
        """Offer to replace a file that is in the way."""
        offer_to_replace(self, self._issuer, error)
