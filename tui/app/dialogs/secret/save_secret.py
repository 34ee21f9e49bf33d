"""Dialog that saves new credentials to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on

from ....delivery.secret_formats import file_name
from ....workflows.issue_secret import save_credentials
from ..base.dialog import Dialog
from ..base.save_form import SaveForm, is_saving
from .format_row import FormatNeeded, FormatRow

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ....delivery.secret_formats import SecretFormat
    from ....workflows.issue_secret import Credentials


class SavedFile(NamedTuple):
    """A file that holds the credentials, and its format."""

    path: Path
    form: SecretFormat | None
    """None for the format that its name implies."""


class SaveSecret(Dialog[SavedFile]):
    """Saves the credentials of the secret panel; the answer is the file."""

    box_title = "Save to a file"

    AVAILABLE: ClassVar = {"cancel": lambda dialog: None if is_saving(dialog) else True}

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._credentials = credentials
        self._formats = FormatRow()

    def compose_box(self) -> ComposeResult:
        """Lay out the form."""
        proposed = file_name(self._credentials.name)
        yield SaveForm(proposed, self._write, self._formats.show_for, below=[self._formats])

    def on_unmount(self) -> None:
        """Drop the secret, as Textual may keep a closed screen for a while."""
        self._credentials = self._credentials.without_secret()

    async def _write(self, path: Path, *, replace_it: bool) -> None:
        try:
            form = self._formats.form_for(path)
        except FormatNeeded:
            self._formats.focus_choice()
            raise
        await save_credentials(self._credentials, path, form=form, replace_it=replace_it)

    @on(SaveForm.Saved)
    def _finish(self, event: SaveForm.Saved) -> None:
        event.stop()
        self.close(SavedFile(event.path, self._formats.form_for(event.path)))
