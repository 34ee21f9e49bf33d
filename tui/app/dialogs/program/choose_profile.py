"""Dialog to switch to another profile of the config file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from ....api.errors import ApiError
from ....config.settings import SettingsError
from ...cancellation import ends_when_cancelled
from ...widgets.bindings_view import bind
from ...widgets.choice_list import ChoiceList
from ...widgets.column_layout import fit
from ...widgets.status_line import StatusLine
from ...widgets.title_bar import PROFILE_STYLES
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ....api.access_key import KeyList
    from ....config.profiles import Profile, Profiles
    from ....session.session import Session

_NONE = "There are none yet. A profile is a table [profiles.NAME] with a base_url: see the README."


@dataclass(frozen=True)
class Chosen:
    """A session with another profile, and its first list; None before a sign-in by the form."""

    session: Session
    found: KeyList | None


class ProfileChoices(ChoiceList):
    """List of profiles; a letter moves the cursor to the next name that begins with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.choose", "select", "Connect", tooltip="Switch to this profile"),
    ]

    def __init__(self, profiles: Sequence[Profile], session: Session) -> None:
        current = session.settings.profile
        hosts = [session.disguise.host(profile.host) for profile in profiles]
        lines = zip(profiles, hosts, strict=True)
        super().__init__([_line(profile, host, current) for profile, host in lines])
        self._names = [profile.name for profile in profiles]
        if current in self._names:
            self.highlighted = self._names.index(current)

    def on_key(self, event: events.Key) -> None:
        """Move to the next profile that begins with a letter, unless the letter has a binding."""
        letter = event.character
        if letter is None or event.key in self.screen.active_bindings:
            return
        here = -1 if self.highlighted is None else self.highlighted
        lines = [*range(here + 1, len(self._names)), *range(here + 1)]
        for line in lines:
            if self._names[line].casefold().startswith(letter.casefold()):
                event.stop()
                self.highlighted = line
                return


class ChooseProfile(Dialog[Chosen]):
    """Connects before it closes, so that the current session is kept if that fails."""

    box_title = "Profiles"

    connecting: var[str] = var("", init=False)
    """The profile to which a connection is being opened."""

    class Connected(Message):
        """The session on the chosen profile is ready."""

        def __init__(self, chosen: Chosen) -> None:
            super().__init__()
            self.chosen = chosen

    class Failed(Message):
        """The profile could not be connected with."""

        def __init__(self, error: ApiError | SettingsError) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self, session: Session, profiles: Profiles, listed: Sequence[Profile], mistake: str
    ) -> None:
        super().__init__()
        self._session = session
        self._profiles = profiles
        self._listed = listed
        self._mistake = mistake

    def compose_box(self) -> ComposeResult:
        """Lay out the profiles."""
        if self._listed:
            yield ProfileChoices(self._listed, self._session)
        elif not self._mistake:
            yield Static(_NONE, classes="fact")
        yield StatusLine()

    def on_mount(self) -> None:
        """Show the error in the config file."""
        self.say(self._session.disguise.text(self._mistake), failed=True)

    @on(ChoiceList.OptionSelected)
    def _choose(self, event: ChoiceList.OptionSelected) -> None:
        event.stop()
        if not self.connecting:
            self.connecting = self._listed[event.option_index].name
            self.say(f"Connecting with {self.connecting}…")
            self._connect(self.connecting)

    @work(group="connect")
    @ends_when_cancelled
    async def _connect(self, name: str) -> None:
        try:
            settings = await asyncio.to_thread(self._profiles.settings, name)
            session = self._session.with_settings(settings)
            found = await session.connect_and_list() if session.can_connect else None
        except (ApiError, SettingsError) as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Connected(Chosen(session, found)))

    @on(Connected)
    def _succeed(self, event: Connected) -> None:
        event.stop()
        self.close(event.chosen)

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        event.stop()
        name, self.connecting = self.connecting, ""
        reason = self._session.disguise.text(str(event.error))
        self.say(f"Not connected with {name}: {reason} {self._as_before}", failed=True)

    @property
    def _as_before(self) -> str:
        name = self._session.settings.profile or "the previous profile"
        return f"You are still connected with {name}."

    def action_cancel(self) -> None:
        """Stop connecting; otherwise, keep the current profile."""
        if self.connecting:
            self.workers.cancel_group(self, "connect")
            self.connecting = ""
            self.say(f"Stopped. {self._as_before}")
        else:
            super().action_cancel()


def _line(profile: Profile, host: str, current: str) -> Content:
    is_current = profile.name == current
    return Content.assemble(
        ("✓ " if is_current else "  ", "bold $text-accent"),
        (f" {fit(profile.name, 14)} ", PROFILE_STYLES[profile.color]),
        f" {fit(host, 20)} ",
        # The quiet style would be hard to read under the cursor.
        f"{profile.color:<7}",
        "read-only" if profile.readonly else "",
    )
