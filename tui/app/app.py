"""The application: its keys, and what it puts on the screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from ..runtime.exception_hooks import catch_strays
from .key_queue import KeyQueue, Probe, is_opening
from .keymap import key_name
from .min_size import MinSize
from .quit_app import LeavingApp
from .screens.key_list.switch_profile import SwitchingScreen
from .terminal.driver import Driver
from .terminal.textual_internals import terminal_driver
from .widgets.bindings_view import bind, verbs_of

if TYPE_CHECKING:
    from textual.app import App
    from textual.command import Provider
    from textual.driver import Driver as TextualDriver

    from ..delivery.undelivered import UndeliveredNotes
    from ..session.session import Session


_LENT = "runai-keys: a command of the profile has the terminal; ctrl+c ends it."

_DRAWN_BY = 0.5
"""Seconds after which the first frame is on the screen, or will not be."""


_URGENT = frozenset({"ctrl+q", "ctrl+z"})
"""Keys that overtake all others, because they have to work when a widget is stuck."""


# Whatever only a key leads to is loaded by that key, here as on the screens: the first frame would
# wait for it otherwise.


def _verb_provider() -> type[Provider]:
    from .command_palette import VerbProvider

    return VerbProvider


def _key_provider() -> type[Provider]:
    from .command_palette import KeyProvider

    return KeyProvider


class AccessKeysApp(LeavingApp):
    """The program as it is used."""

    TITLE = "runai-keys"
    CSS_PATH = "app.tcss"
    COMMANDS = {_verb_provider, _key_provider}
    DEFAULT_MODE = "mine"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.mine", "show('mine')", "My keys", tooltip="Your own keys", show=False),
        bind("app.all", "show('all')", "All keys", tooltip="Everybody's", show=False),
        bind(
            "app.palette",
            "command_palette",
            "Palette",
            tooltip="Find everything that can be done by its name",
            show=False,
        ),
        bind("app.help", "help", "Help", tooltip="Every key"),
        bind(
            "app.mouse",
            "toggle_mouse",
            "Mouse",
            tooltip="Take the mouse, or leave it to the terminal",
            show=False,
        ),
        bind("app.profile", "profile", "Profile", tooltip="Go on with another profile"),
        bind(
            "app.theme",
            "theme",
            "Theme",
            tooltip="Choose other colours, which are remembered",
            show=False,
        ),
        bind("app.quit", "quit", "Quit", tooltip="Leave the program"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, system=True),
        Binding("ctrl+l", "repaint", show=False, priority=True, system=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True, system=True),
    ]

    def __init__(self, session: Session, pending: UndeliveredNotes | None = None) -> None:
        super().__init__(session, pending)
        self.key_queue = KeyQueue(self, super().on_event, _URGENT, self.note_pressed)
        self._min_size = MinSize(self, allowed=_URGENT | {"q"})
        session.lend = self._lend_terminal
        self._first_frame = ExitStack()

    def on_load(self) -> None:
        """Write nothing until the first frame is whole: Textual would paint its parts as well."""
        self._first_frame.enter_context(self.batch_update())

    def on_ready(self) -> None:
        """Write the first frame, and have what it does not need loaded behind it."""
        self._first_frame.close()
        self.call_after_refresh(self._session.drawn.set)
        # A screen that is covered at this moment is not drawn, and tells nobody.
        self.set_timer(_DRAWN_BY, self._session.drawn.set)

    def on_mount(self) -> None:
        """Show the user's keys, or ask for credentials first."""
        if not self.is_headless:
            catch_strays(self.crash, self.note_bug)
            self.app_resume_signal.subscribe(self, self._repaint)
        if not self._session.ready:
            self._sign_in()
        self.call_later(self._min_size.cover_if_too_small)

    def on_resize(self) -> None:
        """Draw all again, and look whether there is room, once Textual has taken the new size."""
        if (driver := terminal_driver(self)) is not None:
            driver.forget_screen()
        self.call_later(self._min_size.cover_if_too_small)

    async def on_event(self, event: events.Event) -> None:
        """Dispatch an event; key presses one after the other, and none whose effect is unseen."""
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif self._min_size.drops(event):
            event.stop()
        else:
            await self.key_queue.take(event)

    @on(Probe)
    def _take_back_probe(self, event: Probe) -> None:
        event.stop()
        self.key_queue.take_back(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys that were typed ahead of a dialog without effect."""
        if self.screen_stack and is_opening(self.screen):
            return None
        if action == "show" and not self._session.ready:
            return None
        if action == "profile":
            return self.screen.can_switch if isinstance(self.screen, SwitchingScreen) else False
        return super().check_action(action, parameters)

    def action_profile(self) -> None:
        """Choose another profile to go on with."""
        if isinstance(self.screen, SwitchingScreen):
            self.screen.choose_profile()

    def action_show(self, mode: str) -> None:
        """Show one of the lists."""
        if mode != self.current_mode:
            self.switch_mode(mode)

    def action_command_palette(self) -> None:
        """Find everything that can be done by its name."""
        from .command_palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_help(self) -> None:
        """Show every key of the active screen."""
        from .screens.help import HelpScreen

        self.push_screen(HelpScreen(verbs_of(self.screen)))

    def action_suspend_process(self) -> None:
        """Go back to the shell for a while; whoever comes back finds no secret revealed."""
        self._mask_secrets()
        super().action_suspend_process()

    def _mask_secrets(self) -> None:
        from .dialogs.secret.secret_panel import SecretPanel

        for screen in self.screen_stack:
            if isinstance(screen, SecretPanel):
                screen.mask()

    def action_repaint(self) -> None:
        """Draw all again, such as when another program has written on the screen."""
        if (driver := terminal_driver(self)) is not None:
            driver.repaint()

    @contextmanager
    def _lend_terminal(self) -> Iterator[None]:
        """Leave the terminal to a command for a while, and say what is going on there."""
        driver = terminal_driver(self)
        if driver is None:
            yield
            return
        self._mask_secrets()
        driver.lend()
        try:
            if sys.__stderr__ is not None:
                print(_LENT, file=sys.__stderr__, flush=True)
            yield
        finally:
            # At the end it is given back for good, and would not be once more.
            if self.return_code is None:
                driver.take_back()
                driver.repaint()

    def _repaint(self, _: App[None]) -> None:
        # Textual takes the screen to be as it was, but somebody else has written on it.
        self.action_repaint()

    def action_help_quit(self) -> None:
        """Say what to press instead of ctrl+c."""
        self.notify(
            f"{key_name('app.quit')} leaves the program; in a dialog it goes back.", markup=False
        )

    def get_driver_class(self) -> type[TextualDriver]:
        """Draw by a driver that erases what it drew before it goes."""
        return Driver

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Draw a picture of the screen, with the secret masked."""
        self._mask_secrets()
        return super().export_screenshot(title=title, simplify=simplify)
