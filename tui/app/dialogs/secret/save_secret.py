"""Asks where to save new credentials, and saves them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ....delivery.secret_formats import file_name, format_of
from ....workflows.issue_secret import save_credentials
from ..base.save_file import SaveFile

if TYPE_CHECKING:
    from ....workflows.issue_secret import Credentials


class SaveSecret(SaveFile):
    """Saves the credentials of the secret panel."""

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(file_name(credentials.name))
        self._credentials = credentials

    def on_unmount(self) -> None:
        """Let go of the secret: Textual may hold on to a closed screen for a while."""
        self._credentials = self._credentials.without_secret()

    def form_of(self, path: Path) -> str:
        """Tell the form."""
        return format_of(path).title

    async def write(self, path: Path, *, replace_it: bool) -> None:
        """Write the credentials."""
        await save_credentials(self._credentials, path, replace_it=replace_it)
