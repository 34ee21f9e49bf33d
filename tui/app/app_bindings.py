"""Key bindings and palette providers of the application, which work on every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from .widgets.bindings_view import bind

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.command import Provider

APP_BINDINGS: list[BindingType] = [
    bind("app.mine", "show('mine')", "My keys", tooltip="Your own keys", show=False),
    bind("app.all", "show('all')", "All keys", tooltip="Everybody's keys", show=False),
    bind(
        "app.palette",
        "command_palette",
        "Palette",
        tooltip="Find an action or a key by name",
        show=False,
    ),
    bind("app.help", "help", "Help", tooltip="Show all key bindings"),
    bind(
        "app.mouse",
        "toggle_mouse",
        "Mouse",
        tooltip="Use the mouse, or leave it to the terminal",
        show=False,
    ),
    bind(
        "app.theme",
        "theme",
        "Theme",
        tooltip="Choose a theme, and remember it",
        show=False,
    ),
    bind("app.quit", "quit", "Quit", tooltip="Leave the program"),
    Binding("ctrl+q", "quit", "Quit", show=False, priority=True, system=True),
    Binding("ctrl+l", "repaint", show=False, priority=True, system=True),
    Binding("ctrl+z", "suspend_process", show=False, priority=True, system=True),
]


def action_provider() -> type[Provider]:
    """Import the palette's provider of actions, once the palette is opened."""
    from .command_palette import ActionProvider

    return ActionProvider


def key_provider() -> type[Provider]:
    """Import the palette's provider of access keys, once the palette is opened."""
    from .command_palette import KeyProvider

    return KeyProvider
