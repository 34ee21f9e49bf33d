"""Form that saves to a private file of the user's choice."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input, Static

from ....delivery.private_file import AlreadyThere, SaveError, typed_path
from ....text import clean
from ...widgets.field import Field
from ...widgets.radio_row import RadioRow
from ...widgets.status_line import StatusLine
from .yes_no import Question, ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.screen import Screen
    from textual.widget import Widget


class Write(Protocol):
    """Function that writes the file.

    Raises:
        SaveError: it can't be written.
    """

    async def __call__(self, path: Path, *, replace_it: bool) -> None:
        """Write to a path; `replace_it` allows replacing an existing file."""


class SaveForm(Vertical):
    """Field for a path, with the format that its name implies and the status of saving."""

    saving: var[bool] = var(False, init=False)
    """Whether the file is being written, which can't be stopped."""

    class Failed(Message):
        """The file could not be written."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class NameTaken(Message):
        """The user has a file of that name already."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class Saved(Message):
        """The file is on disk."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    def __init__(
        self,
        proposed: str,
        write: Write,
        format_of: Callable[[Path], str],
        *,
        label: str = "A new file, readable by you alone",
        below: Sequence[Widget] = (),
    ) -> None:
        """Prepare a form.

        Args:
            proposed: The proposed path.
            write: Writes the file.
            format_of: Returns the name of the format that a path implies; empty if the user has to
                choose it below.
            label: The label above the field.
            below: Further widgets below the field.
        """
        super().__init__()
        self._proposed = proposed
        self._write_file = write
        self._format_of = format_of
        self._label = label
        self._below = below

    def compose(self) -> ComposeResult:
        """Lay out the field."""
        yield Static(self._label, classes="label")
        yield Field(self._proposed, id="path")
        yield Static(id="format", classes="label")
        yield from self._below
        yield StatusLine()

    @on(Input.Changed)
    def _show_format(self, event: Input.Changed) -> None:
        event.stop()
        typed = event.value.strip()
        title = self._format_of(Path(typed)) if typed else ""
        self.query_one("#format", Static).update(f"Format: {title}" if title else "")

    @on(Input.Submitted)
    @on(RadioRow.Submitted)
    def _submit(self, event: Input.Submitted | RadioRow.Submitted) -> None:
        event.stop()
        try:
            path = typed_path(self.query_one("#path", Input).value)
        except SaveError as error:
            self.post_message(self.Failed(str(error)))
            return
        if path is not None and not self.saving:
            self._save(path)

    def watch_saving(self, saving: bool) -> None:
        """Show that the file is being saved, and disable leaving meanwhile."""
        if saving:
            self._say("Saving…")
        self.screen.refresh_bindings()

    def _say(self, text: str, *, failed: bool = False) -> None:
        # While a dialog closes, its children are removed before its workers are cancelled.
        for status in self.query(StatusLine):
            status.say(text, failed=failed)

    def _save(self, path: Path, *, replace_it: bool = False) -> None:
        self.saving = True
        self._write(path, replace_it=replace_it)

    @work(group="save")
    async def _write(self, path: Path, *, replace_it: bool) -> None:
        try:
            await self._write_file(path, replace_it=replace_it)
        except AlreadyThere:
            self.post_message(self.NameTaken(path))
        except SaveError as error:
            self.post_message(self.Failed(str(error)))
        else:
            self.post_message(self.Saved(path))

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        event.stop()
        self.saving = False
        self._say(clean(event.reason), failed=True)

    @on(NameTaken)
    def _ask_to_replace(self, event: NameTaken) -> None:
        event.stop()
        self.saving = False
        replace = partial(self._save, event.path, replace_it=True)
        ask(self, replace_question(event.path), replace)


def is_saving(dialog: Screen[Any]) -> bool:
    """Return whether a dialog's form is writing a file, so that the dialog must stay open."""
    return any(form.saving for form in dialog.query(SaveForm))


def replace_question(path: Path) -> Question:
    """Ask whether a file of the user's own may be replaced."""
    text = Content.assemble(
        "There is a file by that name already:\n",
        (clean(str(path), 1_000), "bold"),
        "\nReplacing it loses its contents.",
    )
    return Question(
        "Replace the file?", text, yes="Replace it", no="Choose another name", danger=True
    )
