"""Asks where to save something, and saves it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input, Static

from ....delivery.private_file import AlreadyThere, SaveError, typed_path
from ....text import clean
from ...widgets.field import Field
from ...widgets.notice import Notice
from .dialog import Dialog
from .replace_file import ReplaceFile

if TYPE_CHECKING:
    from textual.app import ComposeResult


class SaveFile(Dialog[Path]):
    """A field for the path of a private file; gives the path that was written."""

    LABEL: ClassVar[str] = "A new file, readable by you alone"

    saving: var[bool] = var(False, init=False)
    """Whether the file is being written, which can't be stopped."""

    class Failed(Message):
        """The file could not be written."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class Taken(Message):
        """There is a file of the user's own by that name."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class Saved(Message):
        """The file is on disk."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    def __init__(self, proposed: str) -> None:
        super().__init__()
        self._proposed = proposed

    @property
    def box_title(self) -> str:
        """The title."""
        return "Save to a file"

    def form_of(self, path: Path) -> str:
        """Tell the form that a file of this name would have, in a word."""
        raise NotImplementedError

    async def write(self, path: Path, *, replace_it: bool) -> None:
        """Write the file.

        Raises:
            SaveError: it can't be written.
        """
        raise NotImplementedError

    def compose_box(self) -> ComposeResult:
        """Lay out the field."""
        yield Static(self.LABEL, classes="label")
        yield Field(self._proposed, id="path")
        yield Static(id="format", classes="label")
        yield Notice(id="status")

    @on(Input.Changed)
    def _say_format(self, event: Input.Changed) -> None:
        event.stop()
        form = self.form_of(Path(event.value.strip())) if event.value.strip() else ""
        self.query_one("#format", Static).update(f"Format: {form}" if form else "")

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            path = typed_path(event.value)
        except SaveError as error:
            self.post_message(self.Failed(str(error)))
            return
        if path is not None and not self.saving:
            self._save(path)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no way back until it is known what became of saving."""
        if action == "cancel" and self.saving:
            return None
        return super().check_action(action, parameters)

    def watch_saving(self, saving: bool) -> None:
        """Say that there is no way back meanwhile."""
        if saving:
            self.say("Saving…")
        self.refresh_bindings()

    def _save(self, path: Path, *, replace_it: bool = False) -> None:
        self.saving = True
        self._write(path, replace_it=replace_it)

    @work(group="save")
    async def _write(self, path: Path, *, replace_it: bool) -> None:
        try:
            await self.write(path, replace_it=replace_it)
        except AlreadyThere:
            self.post_message(self.Taken(path))
        except SaveError as error:
            self.post_message(self.Failed(str(error)))
        else:
            self.post_message(self.Saved(path))

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        event.stop()
        self.saving = False
        self.say(clean(event.reason), failed=True)

    @on(Taken)
    @work(group="dialog")
    async def _ask_to_replace(self, event: Taken) -> None:
        event.stop()
        self.saving = False
        agreed = await self.app.push_screen_wait(ReplaceFile(event.path))
        if agreed:
            self._save(event.path, replace_it=True)

    @on(Saved)
    def _close(self, event: Saved) -> None:
        event.stop()
        self.close(event.path)
