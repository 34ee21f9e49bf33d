"""The application: its bindings and Textual's hooks, which delegate to helpers."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import App
from textual.reactive import var

from ..delivery.clipboard_routes import terminal_refusal
from ..runtime.exception_hooks import install_exception_hooks
from .app_bindings import APP_BINDINGS, action_provider, key_provider
from .appearance import Appearance
from .first_frame import FirstFrame
from .key_queue import KeyQueue, Probe
from .keymap import KEYMAP, key_name
from .labels import PROGRAM
from .messages import Connected, PrintRequested, SignInNeeded
from .min_size import MinSize
from .notices import Notices
from .quitting import Quitting
from .session_switch import SessionSwitch
from .terminal.control import TerminalControl
from .terminal.driver import Driver
from .terminal.textual_internals import CrashSafeApp, hide_environment
from .themes import own_variables
from .widgets.bindings_view import binding_views

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import RenderableType
    from textual.binding import BindingType
    from textual.filter import LineFilter
    from textual.widget import Widget

    from ..delivery.undelivered import UndeliveredNotes
    from ..runtime.kept_frame import KeptFrame, Skeleton
    from ..session.session import Session
    from .key_queue import Typed
    from .messages import DialogMoved
    from .terminal.clipboard_reply import ClipboardReplied
    from .terminal.identity import TerminalReplied
    from .widgets.pressed_keys import PressedKeys

_URGENT = frozenset({"ctrl+q", "ctrl+z"})
"""Keys that bypass the key queue, as they have to work when a widget is stuck."""

# Modules that only an action needs are imported in it, so that the first frame needs no more.


class AccessKeysApp(CrashSafeApp):
    """The application, which passes events on to the helpers that it is composed of."""

    TITLE = PROGRAM
    CSS_PATH = "app.tcss"
    COMMANDS = {action_provider, key_provider}
    DEFAULT_MODE = "mine"

    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    pressed_keys: var[PressedKeys | None] = var(None, init=False)
    """The last key presses, for the footer; None unless they are shown."""

    def __init__(
        self,
        session: Session,
        notes: UndeliveredNotes | None = None,
        kept: KeptFrame | None = None,
    ) -> None:
        if not session.can_connect:
            # Textual starts in this mode: the list's would show an empty list before the form.
            self.DEFAULT_MODE = App.DEFAULT_MODE  # type: ignore[misc]
        super().__init__(driver_class=Driver)
        # Textual's console keeps a copy of the environment, with its secrets.
        hide_environment(self, "RUNAI_")
        settings = session.settings
        if settings.screencast:
            from .widgets.pressed_keys import PressedKeys

            self.set_reactive(AccessKeysApp.pressed_keys, PressedKeys())
        self._first_frame = FirstFrame(self, kept)
        session.lists_after_frame = self._first_frame.is_wanted
        self._terminal = TerminalControl(self, before_lending=self._mask_secrets)
        self._secrets_clipboard = self._terminal.clipboard(settings)
        self._notices = Notices(self, super().notify)
        self._appearance = Appearance(self, settings, session.disguise)
        self._sessions = SessionSwitch(
            self, session, self._secrets_clipboard, notes, self._appearance
        )
        self.quitting = Quitting(self, self._sessions, self._secrets_clipboard)
        self.key_queue = KeyQueue(
            self, super().on_event, lambda: self._sessions.is_opening, _URGENT, self._show_pressed
        )
        self._min_size = MinSize(self, allowed=_URGENT | {KEYMAP["app.quit"]})
        session.lend = self._terminal.lend

    def on_load(self) -> None:
        """Write nothing until the first frame is complete."""
        self._first_frame.hold_back()

    def on_ready(self) -> None:
        """Write the first frame, and query the terminal's identity after it."""
        # Not in a recording: on replay, the viewer's terminal would reply into a shell.
        if self.pressed_keys is None and not terminal_refusal(os.environ):
            self._terminal.identify()
        self._first_frame.write(self._sessions.current.drawn)

    def note_first_frame(self, skeleton: Callable[[], Skeleton]) -> None:
        """Release the list that waits for the frame; keep the frame, unless it has notices."""
        self._sessions.current.drawn.set()
        if not self._notices.has_told:
            self._first_frame.keep(skeleton)

    def on_mount(self) -> None:
        """Show the user's keys, or ask for credentials first."""
        if not self.is_headless:
            install_exception_hooks(self.crash, self.quitting.note_bug)
            # Textual assumes an unchanged screen, but the shell has written on it.
            self.app_resume_signal.subscribe(self, lambda _: self._terminal.repaint())
        if not self._sessions.current.can_connect:
            self._sessions.sign_in()
        elif note := self._sessions.current.settings.address_note:
            self.notify(note, markup=False)
        self.call_later(self._min_size.cover_if_too_small)

    def on_resize(self) -> None:
        """Write the next frame in full, and check the minimum size once Textual knows the size."""
        self._terminal.forget_screen()
        self._secrets_clipboard.look_soon()
        self.call_later(self._min_size.cover_if_too_small)

    def watch_app_focus(self) -> None:
        """Check whether another terminal is attached to the session now."""
        self._secrets_clipboard.look_soon()

    async def on_unmount(self) -> None:
        """Close the connection after cancelling the workers that use it."""
        self.workers.cancel_all()
        await asyncio.sleep(0)
        await self._secrets_clipboard.aclose(keep=self.quitting.keep_clipboard)
        await self._sessions.current.aclose()

    async def on_event(self, event: events.Event) -> None:
        """Dispatch key presses one at a time; drop those whose effect the user could not see."""
        if isinstance(event, events.InputEvent):
            self._sessions.current.used.set()
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif self._min_size.drops(event) or self._is_for_command(event):
            event.stop()
        else:
            await self.key_queue.put(event)

    def _is_for_command(self, event: Typed) -> bool:
        """Return whether an event may be part of a passphrase typed before the prompt."""
        is_urgent = getattr(event, "key", "") in _URGENT
        return self._sessions.current.is_about_to_ask and not is_urgent

    @on(Probe)
    def _handle_probe(self, event: Probe) -> None:
        event.stop()
        self.key_queue.handle_probe(event)

    def _show_pressed(self, event: Typed, target: Widget) -> None:
        if self.pressed_keys is not None:
            self.pressed_keys = self.pressed_keys.add(event, target)

    def on_terminal_replied(self, event: TerminalReplied) -> None:
        """Adapt to the terminal that has replied."""
        from .fit_terminal import fit_terminal

        event.stop()
        settings = self._sessions.current.settings
        fit_terminal(event, self._terminal, self._secrets_clipboard, self._appearance, settings)

    def on_clipboard_replied(self, event: ClipboardReplied) -> None:
        """Pass on the contents of the terminal's clipboard."""
        event.stop()
        self._secrets_clipboard.handle_reply(event.base64)

    @on(SignInNeeded)
    def _sign_in_again(self, event: SignInNeeded) -> None:
        event.stop()
        self._sessions.sign_in_again(event)

    @on(Connected)
    def _switch_session(self, event: Connected) -> None:
        event.stop()
        self._sessions.switch_to(event.session, event.found)

    @on(PrintRequested)
    def _print_at_exit(self, event: PrintRequested) -> None:
        event.stop()
        self.quitting.print_at_exit(event.printout)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable lists before the sign-in, and everything while a dialog is about to open."""
        has_no_list = action == "show" and not self._sessions.current.can_connect
        if self._sessions.is_opening or has_no_list:
            return None
        return super().check_action(action, parameters)

    def action_show(self, mode: str) -> None:
        """Show one of the lists."""
        if mode != self.current_mode:
            self._appearance.before_redrawing()
            self.switch_mode(mode)

    def action_command_palette(self) -> None:
        """Open the command palette."""
        from .command_palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_help(self) -> None:
        """Show every binding of the active screen."""
        from .screens.help import HelpScreen

        self.push_screen(HelpScreen(binding_views(self.screen)))

    def action_theme(self) -> None:
        """Choose a theme, with a preview, and remember it."""
        self.run_worker(self._appearance.choose_theme(), group="dialog")

    search_themes = action_theme
    """Overridden, as Textual's version offers all registered themes."""

    def action_toggle_mouse(self) -> None:
        """Turn mouse reports on or off; without them the terminal selects text."""
        terminal = self._secrets_clipboard.terminal
        is_around = terminal is not None and terminal.is_tmux
        self._terminal.toggle_mouse(in_tmux=is_around or "TMUX" in os.environ)

    async def action_quit(self) -> None:
        """Quit, after asking about secrets and requests in progress."""
        await self.quitting.quit()

    def action_suspend_process(self) -> None:
        """Mask secrets, and suspend the program to the shell."""
        if self._terminal.may_suspend():
            self._mask_secrets()
            super().action_suspend_process()

    def _mask_secrets(self) -> None:
        from .dialogs.secret.secret_panel import SecretPanel

        for screen in self.screen_stack:
            if isinstance(screen, SecretPanel):
                screen.mask()

    def action_repaint(self) -> None:
        """Repaint the screen, for example after another program has written on it."""
        self._terminal.repaint()

    def action_help_quit(self) -> None:
        """Name the key to press instead of ctrl+c."""
        text = f"{key_name('app.quit')} leaves the program; in a dialog it goes back."
        self.notify(text, markup=False)

    def notify(self, message: str, **options: Any) -> None:  # noqa: ANN401 - Textual's own
        """Show a notice, disguised in a screencast, once it covers nothing of a dialog."""
        self._notices.tell(self._sessions.current.disguise.text(message), options)

    def on_dialog_moved(self, event: DialogMoved) -> None:
        """Keep notices from covering the dialog."""
        event.stop()
        self._notices.make_room()

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """End the program, and record what it leaves unfinished."""
        self.quitting.note_left_open()
        super().exit(result, return_code, message)

    def before_crash(self, error: BaseException) -> None:
        """Record the bug that ends the program, and what it leaves unfinished."""
        self.quitting.note_bug(error)
        self.quitting.note_left_open()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Add the program's own variables to any theme."""
        return own_variables(self.current_theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add filters for this terminal, and for a screencast."""
        return [*super().get_line_filters(), *self._appearance.line_filters]

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Export a screenshot, with secrets masked."""
        self._mask_secrets()
        return super().export_screenshot(title=title, simplify=simplify)
