"""Multiplexers that drop a copy sent by the chosen route, or keep it in a paste buffer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .clipboard_routes import OSC52, SCREEN, TMUX

if TYPE_CHECKING:
    from .clipboard_routes import Environment, Route
    from .terminal import Terminal


_UNWRAPPED = (OSC52, SCREEN, TMUX)
"""Routes by which a copy reaches an outer tmux as an ordinary escape sequence."""


class Obstacle(NamedTuple):
    """A multiplexer that may drop or keep a copy, and the form that would get through."""

    hint: str = ""
    """Its effect on the copy, and the form that gets through; empty if there is none."""
    keeper: str = ""
    """Name of a tmux that may pass the copy on, but then keeps it in a paste buffer."""


def obstacle(route: Route, environment: Environment, terminal: Terminal | None) -> Obstacle:
    """Return the multiplexer that may drop or keep a copy.

    Args:
        route: The route of the copy.
        environment: Environment variables.
        terminal: The terminal that gets the copy, if known.
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
