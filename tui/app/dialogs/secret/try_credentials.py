"""Trial of new credentials, by a sign-in from here or by a curl command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....api.errors import ApiError
from ....config.trusted_certificates import trusted_if_any
from ....delivery.curl_command import curl_command
from ....text import ODD_ID
from ...keymap import key_name

if TYPE_CHECKING:
    from ....session.session import Session
    from ....workflows.issue_secret import Credentials
    from ..base.dialog import Dialog
    from .save_secret import SavedFile


class Trial:
    """Tries credentials for a panel, and reports the result there."""

    def __init__(self, panel: Dialog[Any], session: Session) -> None:
        self.shown_command = ""
        """The command on the screen; empty if none is shown."""
        self._panel = panel
        self._session = session

    async def sign_in(self, credentials: Credentials) -> None:
        """Sign in with credentials, independently of the session."""
        if not credentials.plain_id:
            self._panel.say(f"Not tested: {ODD_ID}.", failed=True)
            return
        self._panel.say("Signing in with it…")
        try:
            service = await self._session.service()
            verification = await service.verify(credentials.client_id, credentials.secret)
        except ApiError as error:
            self._panel.say(str(error), failed=True)
            return
        text = f"{verification.reason} It took {verification.seconds:.2f} s."
        self._panel.say(text, failed=not verification.accepted)

    def show_command(self, credentials: Credentials, saved: SavedFile | None) -> None:
        """Show a curl command that signs in.

        Args:
            credentials: The credentials.
            saved: The file that they were saved to; None if they were not.
        """
        if not credentials.plain_id:
            self._panel.say(f"No command: {ODD_ID}.", failed=True)
            return
        command = self._command(credentials, saved)
        shown = self._session.disguise.text(command)
        self._panel.say(f"{key_name('secret.curl')} again copies this command:\n{shown}")
        self.shown_command = command

    def _command(self, credentials: Credentials, saved: SavedFile | None) -> str:
        base_url = credentials.real.base_url
        ca_file = self._session.settings.ca_file or trusted_if_any(base_url)
        path, form = saved or (None, None)
        plain_id = credentials.plain_id
        return curl_command(base_url, plain_id, saved=path, form=form, ca_file=ca_file)
