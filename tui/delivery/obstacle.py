"""Multiplexers that drop a copy sent in a form that was asked for, or keep it in a buffer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .clipboard_routes import OSC52, SCREEN, TMUX

if TYPE_CHECKING:
    from .clipboard_routes import Environment, Route
    from .terminal import Terminal


_UNWRAPPED = (OSC52, SCREEN, TMUX)
"""Routes by which a copy gets to a tmux as any sequence."""


class Obstacle(NamedTuple):
    """A multiplexer on the way of a copy that would get through in another form."""

    hint: str = ""
    """Its effect on the copy, and the form that gets through; empty if there is none."""
    keeper: str = ""
    """A tmux that passes the copy on only by a setting, and then keeps it in a paste buffer."""


def obstacle(route: Route, environment: Environment, terminal: Terminal | None) -> Obstacle:
    """Return what may stop or keep a copy.

    Args:
        route: How it is sent.
        environment: Tells where the program runs.
        terminal: The terminal that gets it, if it is known.
    """
    is_plain = route is OSC52
    if is_plain and environment.get("TMUX"):
        hint = "tmux drops it by default: --clipboard tmux does not depend on that"
        return Obstacle(hint, "tmux")
    if is_plain and (environment.get("STY") or (terminal is not None and terminal.has_screen)):
        return Obstacle("GNU screen drops it: --clipboard screen gets through")
    if terminal is not None and terminal.is_tmux and route in _UNWRAPPED:
        keeper = terminal.label
        return Obstacle(f"{keeper} drops it, or keeps a copy in a paste buffer", keeper)
    if is_plain and terminal is None and environment.get("TERM", "").startswith(("screen", "tmux")):
        hint = "a tmux around your ssh drops it, or keeps a copy in a paste buffer"
        return Obstacle(hint, "the tmux around your ssh")
    return Obstacle()
