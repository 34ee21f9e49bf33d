"""Asks where to save new credentials, and saves them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.widgets import Input, Static

from ..delivery.files import SaveError
from ..delivery.formats import file_name, format_of
from ..issuing import save
from ..text import clean
from ..widgets.field import Field
from ..widgets.notice import Notice
from .destination import typed_path
from .dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..issuing import Credentials


class SaveSecret(Dialog[Path]):
    """A field for a path; gives the path that was written."""

    class Failed(Message):
        """The file could not be written."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class Saved(Message):
        """The file is on disk."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._credentials = credentials
        self._saving = False

    @property
    def box_title(self) -> str:
        """The title."""
        return "Save to a file"

    def compose_box(self) -> ComposeResult:
        """Lay out the field."""
        yield Static("A new file, readable by you alone", classes="label")
        yield Field(file_name(self._credentials.name), id="path")
        yield Static(id="format", classes="label")
        yield Notice()

    @on(Input.Changed)
    def _say_format(self, event: Input.Changed) -> None:
        event.stop()
        form = format_of(Path(event.value.strip())).value if event.value.strip() else ""
        self.query_one("#format", Static).update(f"Format: {form}" if form else "")

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            path = typed_path(event.value)
        except SaveError as error:
            self.post_message(self.Failed(str(error)))
            return
        if path is not None and not self._saving:
            self._saving = True
            self._save(path)

    @work(group="save")
    async def _save(self, path: Path) -> None:
        try:
            await asyncio.to_thread(save, self._credentials, path)
        except SaveError as error:
            self.post_message(self.Failed(str(error)))
        else:
            self.post_message(self.Saved(path))

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        event.stop()
        self._saving = False
        self.query_one(Notice).say(clean(event.reason), failed=True)

    @on(Saved)
    def _close(self, event: Saved) -> None:
        event.stop()
        self.close(event.path)
