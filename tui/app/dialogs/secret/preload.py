"""Preloads the modules that show and deliver a secret, before one is requested.

While the program runs, an upgrade may replace its files, or they may become unreadable. That must
not lose a secret that has been issued.
"""

from __future__ import annotations

from importlib import import_module

_MODULES = (
    "tui.app.actions.lost_responses",
    "tui.app.dialogs.requests.lost_response",
    "tui.app.dialogs.requests.send_now",
    "tui.app.dialogs.secret.secret_panel",
    "tui.app.screens.too_small",
    "tui.app.widgets.filter_input",
    "tui.delivery.choose_route",
    "tui.delivery.desktop_clipboard",
    "tui.delivery.obstacle",
    "tui.delivery.print_at_exit",
    "tui.delivery.read_back",
    "tui.delivery.tmux_clipboard",
    "tui.runtime.job_control",
)


def preload_panel() -> None:
    """Import the modules of the secret panel, and of all its actions.

    Not in a thread: until the request is sent, a repeated key press would cancel it.
    """
    for name in _MODULES:
        import_module(name)
