"""What the two dialogs share that have a secret made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....delivery.private_file import AlreadyThere
from ..base.save_form import replace_question
from ..base.yes_no import ask
from ..requests.request_dialog import RequestDialog
from .save_to_field import SaveToField

if TYPE_CHECKING:
    from ....api.errors import ApiError
    from ....delivery.private_file import SaveError
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer


class IssueSecret(RequestDialog["IssuedSecret"]):
    """Has a secret made once it is sure that it can be saved where it is wanted, and saves it.

    Nothing that is pressed between the server's answer and the end of saving loses the secret.
    """

    issuing: SecretIssuer

    @property
    def on_its_way(self) -> bool:
        """Whether the secret may have been asked for: to look at files and lists is no change."""
        return self.waiting and self.issuing.asked

    async def issue(self) -> IssuedSecret:
        """Ask the server for the secret."""
        raise NotImplementedError

    async def request(self) -> IssuedSecret:
        """Look whether the file can be written, then ask for the secret."""
        wanted = self.query_one(SaveToField).path
        if wanted != self.issuing.save_to:
            self.issuing.save_to, self.issuing.replace_it = wanted, False
        await self.issuing.check()
        return await self.issue()

    async def deliver(self, value: IssuedSecret) -> IssuedSecret:
        """Save the secret before anything is drawn."""
        if self.issuing.save_to is not None:
            self.say(self.delivery_text)
        return await self.issuing.save(value)

    def refused(self, error: ApiError | SaveError) -> None:
        """Offer to replace a file of the user's own that is in the way."""
        path = self.issuing.save_to
        if isinstance(error, AlreadyThere) and path is not None:
            ask(self, replace_question(path), self._replace)

    def _replace(self) -> None:
        self.issuing.replace_it = True
        self.submit()
