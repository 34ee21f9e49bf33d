"""The application: its bindings and Textual's hooks, which pass on to the helpers it owns."""

from __future__ import annotations

import asyncio
import os
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import var

from ..delivery.clipboard import Clipboard
from ..runtime.exception_hooks import install_exception_hooks
from .appearance import Appearance
from .key_queue import KeyQueue, Probe, is_opening
from .keymap import key_name
from .messages import Connected, PrintRequested, SignInNeeded
from .min_size import MinSize
from .quitting import Quitting
from .screens.key_list.switch_profile import SwitchingScreen
from .session_switch import SessionSwitch
from .terminal.driver import Driver
from .terminal.textual_internals import (
    CrashSafeApp,
    hide_environment,
    terminal_driver,
    write_to_terminal,
)
from .themes import own_variables
from .widgets.bindings_view import bind, verbs_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from rich.console import RenderableType
    from textual.command import Provider
    from textual.driver import Driver as TextualDriver
    from textual.filter import LineFilter
    from textual.widget import Widget

    from ..config.settings import Settings
    from ..delivery.undelivered import UndeliveredNotes
    from ..session.session import Session
    from .key_queue import Typed
    from .widgets.pressed_keys import PressedKeys


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


class AccessKeysApp(CrashSafeApp):
    """Owns what it is made of, and knows nothing that a helper can know."""

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

    pressed_keys: var[PressedKeys | None] = var(None, init=False)
    """The last key presses, for the footer; None unless they are shown."""

    def __init__(self, session: Session, notes: UndeliveredNotes | None = None) -> None:
        if not session.can_connect:
            # Textual starts with this mode: otherwise it would paint an empty list before the form.
            self.DEFAULT_MODE = App.DEFAULT_MODE  # type: ignore[misc]
        super().__init__()
        # Textual's console keeps a copy of the environment, secrets and all.
        hide_environment(self, "RUNAI_")
        settings = session.settings
        if settings.screencast:
            from .widgets.pressed_keys import PressedKeys

            self.set_reactive(AccessKeysApp.pressed_keys, PressedKeys())
        self._first_frame = ExitStack()
        self._secrets_clipboard = self._open_clipboard(settings)
        self._appearance = Appearance(self, settings, session.disguise)
        self._sessions = SessionSwitch(
            self, session, self._secrets_clipboard, notes, self._appearance
        )
        self.quitting = Quitting(self, self._sessions, self._secrets_clipboard)
        self.key_queue = KeyQueue(self, super().on_event, _URGENT, self._show_pressed)
        self._min_size = MinSize(self, allowed=_URGENT | {"q"})
        session.lend = self._lend_terminal

    def _open_clipboard(self, settings: Settings) -> Clipboard:
        return Clipboard(
            os.environ,
            partial(write_to_terminal, self),
            route=settings.clipboard,
            clear_after=settings.clear_after,
            recorded=settings.screencast,
        )

    def on_load(self) -> None:
        """Write nothing until the first frame is whole: Textual would paint its parts as well."""
        self._first_frame.enter_context(self.batch_update())

    def on_ready(self) -> None:
        """Write the first frame, and have what it does not need loaded behind it."""
        self._first_frame.close()
        self.call_after_refresh(self._sessions.current.drawn.set)
        # A screen that is covered at this moment is not drawn, and tells nobody.
        self.set_timer(_DRAWN_BY, self._sessions.current.drawn.set)

    def on_mount(self) -> None:
        """Show the user's keys, or ask for credentials first."""
        if not self.is_headless:
            install_exception_hooks(self.crash, self.quitting.note_bug)
            self.app_resume_signal.subscribe(self, self._repaint)
        if not self._sessions.current.can_connect:
            self._sessions.sign_in()
        self.call_later(self._min_size.cover_if_too_small)

    def on_resize(self) -> None:
        """Draw all again, and look whether there is room, once Textual has taken the new size."""
        if (driver := terminal_driver(self)) is not None:
            driver.forget_screen()
        self.call_later(self._min_size.cover_if_too_small)

    async def on_unmount(self) -> None:
        """Close the connection once nothing uses it any more."""
        self.workers.cancel_all()
        await asyncio.sleep(0)
        await self._secrets_clipboard.aclose(keep=self.quitting.keep_clipboard)
        await self._sessions.current.aclose()

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

    def _show_pressed(self, event: Typed, target: Widget) -> None:
        if self.pressed_keys is not None:
            self.pressed_keys = self.pressed_keys.add(event, target)

    @on(SignInNeeded)
    def _sign_in_again(self, event: SignInNeeded) -> None:
        event.stop()
        self._sessions.sign_in_again(event)

    @on(Connected)
    def _switch_session(self, event: Connected) -> None:
        event.stop()
        self._sessions.go_on_with(event.session, event.found)

    @on(PrintRequested)
    def _print_at_exit(self, event: PrintRequested) -> None:
        event.stop()
        self.quitting.print_at_exit(event.printout)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys that were typed ahead of a dialog without effect."""
        if self.screen_stack and is_opening(self.screen):
            return None
        if action == "show" and not self._sessions.current.can_connect:
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

    def action_theme(self) -> None:
        """Try other colours on, and remember those that are chosen."""
        self.run_worker(self._appearance.choose_theme(), group="dialog")

    def action_toggle_mouse(self) -> None:
        """Take the mouse from the terminal, or leave it to the terminal, such as to select text."""
        if (driver := terminal_driver(self)) is not None:
            driver.take_mouse(not driver.has_mouse)
            owner = "the program's" if driver.has_mouse else "your terminal's again"
            self.notify(f"The mouse is {owner}.", markup=False)

    async def action_quit(self) -> None:
        """Leave the program, but leave no secret and no request behind unasked."""
        await self.quitting.quit()

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

    def _lend_terminal(self) -> AbstractContextManager[None]:
        from .lent_terminal import lent_terminal

        self._mask_secrets()
        return lent_terminal(self)

    def _repaint(self, _: App[None]) -> None:
        # Textual takes the screen to be as it was, but somebody else has written on it.
        self.action_repaint()

    def action_help_quit(self) -> None:
        """Say what to press instead of ctrl+c."""
        self.notify(
            f"{key_name('app.quit')} leaves the program; in a dialog it goes back.", markup=False
        )

    def notify(self, message: str, **options: Any) -> None:  # noqa: ANN401 - Textual's own
        """Pop up a message, without anything real in it that must not be shown."""
        super().notify(self._sessions.current.disguise.text(message), **options)

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """End the program, and take note of what is left open."""
        self.quitting.note_left_open()
        super().exit(result, return_code, message)

    def before_crash(self, error: BaseException) -> None:
        """Report the bug that ends the program, and take note of what is left open."""
        self.quitting.note_bug(error)
        self.quitting.note_left_open()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Add the program's own tokens to any theme."""
        return own_variables(self.current_theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Filter each line for this terminal, and for what must not be shown."""
        return [*super().get_line_filters(), *self._appearance.line_filters]

    def get_driver_class(self) -> type[TextualDriver]:
        """Draw by a driver that erases what it drew before it goes."""
        return Driver

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Draw a picture of the screen, with the secret masked."""
        self._mask_secrets()
        return super().export_screenshot(title=title, simplify=simplify)
