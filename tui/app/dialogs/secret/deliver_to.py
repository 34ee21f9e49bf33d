"""Field for the destination of a new secret: the panel, a file or a target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ....delivery.private_file import AlreadyThere, SaveError, typed_path
from ....delivery.secret_formats import file_names
from ...widgets.field import Field
from ...widgets.radio_row import RadioRow
from ..base.save_form import replace_question
from ..base.yes_no import ask
from .format_row import FormatNeeded, FormatRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult

    from ....delivery.target import Target
    from ....screencast.disguise import Disguise
    from ....session.session import Session
    from ....workflows.issue_secret import SecretIssuer

# No target has such a name, as names of targets have no spaces.
PANEL, FILE = "the panel", "a file"

_ABOUT_PANEL = "Shown there once, masked, to be copied or saved."


def refuse_terminal_in_screencast(target: Target, disguise: Disguise) -> None:
    """Refuse to lend the terminal during a screencast: a program's output is not disguised.

    Raises:
        SaveError: the target needs the terminal.
    """
    if target.needs_terminal and disguise.hides:
        reason = "needs the terminal, which a screencast records"
        raise SaveError(f"{target.name} {reason}: choose another place.")


class PathNeeded(SaveError):
    """A file was chosen, and no path was typed."""


class DeliverTo(Vertical):
    """Asks for the destination of a new secret, which gets it even if the connection is lost.

    Without targets this is an optional path. With targets it is a row of places, with the last
    choice selected, and below it the path of the file or a description of the place.
    """

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._profile = session.settings.profile or session.base_url

    @property
    def _targets(self) -> Mapping[str, Target]:
        return self._session.settings.targets

    def compose(self) -> ComposeResult:
        """Lay out the places, if there are targets, and the path."""
        if self._targets:
            yield Static("Deliver to", classes="label")
            yield RadioRow([PANEL, FILE, *self._targets], self._last, id="places")
            yield Static(id="about-place", classes="label")
        else:
            yield Static("Save to a new file as soon as it is there (optional)", classes="label")
        yield Field(placeholder=file_names(), id="path")
        yield FormatRow()

    @property
    def _last(self) -> str:
        last = self._session.destinations.get(self._profile, PANEL)
        return last if last in (FILE, *self._targets) else PANEL

    def on_mount(self) -> None:
        """Show the input or description for the place."""
        self._show_place()

    @property
    def place(self) -> str:
        """The chosen place: the name of a target, `PANEL` or `FILE`."""
        if self._targets:
            return self.query_one("#places", RadioRow).chosen
        return FILE if self._typed.value.strip() else PANEL

    @property
    def _typed(self) -> Field:
        return self.query_one("#path", Field)

    def _show_place(self) -> None:
        if not self._targets:
            return
        place = self.place
        self._typed.display = place == FILE
        about = self.query_one("#about-place", Static)
        about.display = place != FILE
        target = self._targets.get(place)
        text = self._session.disguise.text(target.where()) if target else _ABOUT_PANEL
        about.update(Content(text))
        self._show_format()

    def _show_format(self) -> None:
        typed = self._typed.value.strip()
        is_asked = bool(typed) and self.place == FILE
        self.query_one(FormatRow).show_for(Path(typed) if is_asked else None)

    def apply(self, issuer: SecretIssuer) -> None:
        """Set the request's destination; permission to replace a file lapses if it changes.

        Raises:
            SaveError: the input is incomplete, or the place can't be used.
        """
        place, before = self.place, (issuer.save_to, issuer.targets)
        issuer.save_to = issuer.save_as = None
        issuer.targets = tuple(target for name, target in self._targets.items() if name == place)
        for target in issuer.targets:
            refuse_terminal_in_screencast(target, self._session.disguise)
        if place == FILE:
            issuer.save_to = path = typed_path(self._typed.value)
            if path is None:
                raise PathNeeded("Type the path of the file, or choose another place.")
            issuer.save_as = self.query_one(FormatRow).form_for(path)
        if before != (issuer.save_to, issuer.targets):
            issuer.replace_it = False

    def remember(self) -> None:
        """Select this place for the profile's next secret, until the program ends."""
        if self._targets:
            self._session.destinations[self._profile] = self.place

    def mend(self, error: Exception) -> None:
        """Focus the missing input, if that is the error."""
        if isinstance(error, FormatNeeded):
            self.query_one(FormatRow).focus_choice()
        elif isinstance(error, PathNeeded):
            self._typed.focus()

    @on(RadioRow.Chosen)
    def _choose(self, event: RadioRow.Chosen) -> None:
        event.stop()
        self._show_place()

    @on(Input.Changed)
    def _type(self, event: Input.Changed) -> None:
        event.stop()
        self._show_format()

    @on(Input.Submitted)
    @on(RadioRow.Submitted)
    def _submit(self, event: Input.Submitted | RadioRow.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())


def offer_to_replace(
    field: DeliverTo, issuer: SecretIssuer, error: Exception, name: str, again: Callable[[], object]
) -> None:
    """Ask whether to replace an existing file of the user's, if that is the error.

    Args:
        field: The field with the place.
        issuer: The request that was not sent.
        error: The reason why it was not.
        name: The key's real name.
        again: Called after a yes.
    """
    if not isinstance(error, AlreadyThere):
        return

    def replace() -> None:
        issuer.replace_it = True
        again()

    paths = [target.file_for(name) for target in issuer.targets]
    ask(field, replace_question(issuer.save_to or paths[0]), replace)
