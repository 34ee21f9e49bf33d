"""Asks where to save new credentials, and saves them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.widgets import Input, Static

from ..delivery.dotenv import dotenv, file_name
from ..delivery.files import SaveError, save_new
from ..settings import BASE_URL, CLIENT_ID, CLIENT_SECRET
from ..widgets.field import Field
from ..widgets.notice import Notice
from .dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from .secret_panel import Credentials


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

    def __init__(self, credentials: Credentials, base_url: str) -> None:
        super().__init__()
        self._credentials = credentials
        self._base_url = base_url

    @property
    def box_title(self) -> str:
        """The title."""
        return "Save to a file"

    def compose_box(self) -> ComposeResult:
        """Lay out the field."""
        yield Static("A new file, readable by you alone, ready to be sourced", classes="label")
        yield Field(file_name(self._credentials.name), id="path")
        yield Notice()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._save(Path(event.value.strip()).expanduser().absolute())

    @work(group="save", exclusive=True)
    async def _save(self, path: Path) -> None:
        text = dotenv(
            {
                BASE_URL: self._base_url,
                CLIENT_ID: self._credentials.client_id,
                CLIENT_SECRET: self._credentials.secret.get_secret_value(),
            }
        )
        try:
            await asyncio.to_thread(save_new, path, text)
        except SaveError as error:
            self.post_message(self.Failed(str(error)))
        else:
            self.post_message(self.Saved(path))

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        event.stop()
        self.query_one(Notice).say(event.reason, failed=True)

    @on(Saved)
    def _close(self, event: Saved) -> None:
        event.stop()
        self.close(event.path)
