"""Credentials that can be tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from ....api.errors import ApiError
from ....config.trusted_certificates import trusted_if_any
from ....delivery.curl_command import curl_command
from ....text import ODD_ID
from ...keymap import key_name
from ..base.dialog import Answer, Dialog

if TYPE_CHECKING:
    from pathlib import Path

    from ....session.session import Session
    from ....workflows.issue_secret import IssuedSecret


class PairDialog(Dialog[Answer]):
    """A dialog about a client ID and its secret, which signs in with them, or says how to."""

    class Tested(Message):
        """The server answered to a sign-in with the pair."""

        def __init__(self, text: str, *, accepted: bool) -> None:
            super().__init__()
            self.text = text
            self.accepted = accepted

    def __init__(self, issued: IssuedSecret, session: Session) -> None:
        super().__init__()
        self.credentials = issued.credentials
        self.saved_to: Path | None = issued.saved
        self._session = session
        self._command = ""
        """The command that is shown, as long as it is."""

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show what became of the last thing that was asked for."""
        self._command = ""
        super().say(text, failed=failed)

    def copy_command(self, command: str) -> object:
        """Copy a command."""
        raise NotImplementedError

    def action_curl(self) -> None:
        """Show a command that signs in with the pair; once it is shown, copy it.

        Whoever selects it on the screen gets the frame and the breaks of its lines as well.
        """
        if self._command:
            self.copy_command(self._command)
        elif client_id := self.credentials.plain_id:
            place = self.credentials.real.base_url
            ca_file = self._session.settings.ca_file or trusted_if_any(place)
            command = curl_command(place, client_id, saved=self.saved_to, ca_file=ca_file)
            shown = self._session.disguise.text(command)
            self.say(f"{key_name('secret.curl')} again copies this command:\n{shown}")
            self._command = command
        else:
            self.say(f"No command: {ODD_ID}.", failed=True)

    def action_test(self) -> None:
        """Sign in with the pair."""
        if self.credentials.plain_id:
            self.say("Signing in with it…")
            self._test()
        else:
            self.say(f"Not tested: {ODD_ID}.", failed=True)

    @work(group="test", exclusive=True)
    async def _test(self) -> None:
        try:
            service = await self._session.service()
            answer = await service.verify(self.credentials.client_id, self.credentials.secret)
        except ApiError as error:
            self.post_message(self.Tested(str(error), accepted=False))
            return
        text = f"{answer.reason} It took {answer.seconds:.2f} s."
        self.post_message(self.Tested(text, accepted=answer.accepted))

    @on(Tested)
    def _show_test(self, event: Tested) -> None:
        event.stop()
        self.say(event.text, failed=not event.accepted)
