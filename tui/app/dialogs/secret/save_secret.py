"""Dialog that saves new credentials to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on

from ....delivery.secret_formats import UnknownFormat, file_name, file_names, format_of
from ....workflows.issue_secret import save_credentials
from ..base.dialog import Dialog
from ..base.save_form import SaveForm, is_saving

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....workflows.issue_secret import Credentials


class SaveSecret(Dialog[Path]):
    """Saves the credentials of the secret panel; the answer is the path."""

    AVAILABLE: ClassVar = {"cancel": lambda dialog: None if is_saving(dialog) else True}

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._credentials = credentials

    @property
    def box_title(self) -> str:
        """The title."""
        return "Save to a file"

    def compose_box(self) -> ComposeResult:
        """Lay out the form."""
        proposed = file_name(self._credentials.name)
        yield SaveForm(proposed, self._write, _title)

    def on_unmount(self) -> None:
        """Drop the secret: Textual may keep a closed screen for a while."""
        self._credentials = self._credentials.without_secret()

    async def _write(self, path: Path, *, replace_it: bool) -> None:
        await save_credentials(self._credentials, path, replace_it=replace_it)

    @on(SaveForm.Saved)
    def _finish(self, event: SaveForm.Saved) -> None:
        event.stop()
        self.close(event.path)


def _title(path: Path) -> str:
    """Return the title of the format that a file gets, or say what names stand for one."""
    try:
        return format_of(path).title
    except UnknownFormat:
        return f"unknown; name the file {file_names()}"
