"""Modules that show and deliver a secret, loaded before one is requested.

While a program runs, its files may be replaced by another version's or become unreadable. A secret
that is there by then must not be lost to that.
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


def load_panel() -> None:
    """Load what the panel is made of, and all that its keys lead to.

    Not in a thread: until the request is sent, a key that repeats would stop it.
    """
    for name in _MODULES:
        import_module(name)
