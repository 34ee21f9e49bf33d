"""Chooses the route to the clipboard that fits where the program runs, and explains it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .clipboard_routes import (
    AUTO,
    LOCAL,
    OFF,
    OSC52,
    ROUTES,
    SCREEN,
    TMUX,
    has_desktop,
    is_remote,
    remote_reason,
    terminal_refusal,
)

if TYPE_CHECKING:
    from .clipboard_routes import Environment, Route


@dataclass(frozen=True)
class Choice:
    """The route to take, and why."""

    route: Route
    why: str
    """The end of a sentence that begins with "because"."""
    fallback: Route | None = None
    """The route to take if the first one fails."""
    refusal: str = ""
    """Why nothing can be copied at all."""

    @property
    def sentence(self) -> str:
        """The choice in words."""
        if self.refusal:
            return f"Nothing is copied: {self.refusal}."
        fallback = f", or else of {self.fallback.title}" if self.fallback else ""
        return f"Copies go by way of {self.route.title}{fallback}, because {self.why}."


def choose_route(environment: Environment, asked: str, *, recorded: bool = False) -> Choice:
    """Choose the route to the clipboard.

    Args:
        environment: Tells where the program runs.
        asked: One of `route_choices`.
        recorded: Whether the terminal is recorded, so that no secret may go through it.
    """
    has_local = not is_remote(environment) and has_desktop(environment)
    if recorded and asked == AUTO and has_local:
        return Choice(LOCAL, "a recording of the terminal does not hold that")
    choice = _fitting(environment) if asked == AUTO else _asked_for(environment, asked)
    if not recorded or choice.refusal or not choice.route.is_recorded:
        return choice
    return replace(choice, refusal="a recording of this terminal would hold it (--screencast)")


def _asked_for(environment: Environment, asked: str) -> Choice:
    if asked == OFF:
        return Choice(OSC52, "", refusal="the clipboard is switched off (--clipboard off)")
    route = next(route for route in ROUTES if route.name == asked)
    why = f"--clipboard {asked} asks for it"
    return Choice(route, why, refusal=route.refusal(environment))


def _fitting(environment: Environment) -> Choice:
    if environment.get("TMUX"):
        # First even on a desktop: who is attached to the session may sit somewhere else.
        return Choice(TMUX, "the program runs inside tmux")
    no_terminal = terminal_refusal(environment)
    if environment.get("STY"):
        return Choice(SCREEN, "the program runs inside GNU screen", refusal=no_terminal)
    if reason := remote_reason(environment):
        return Choice(OSC52, reason, refusal=no_terminal)
    if not has_desktop(environment):
        return Choice(OSC52, "there is no desktop here", refusal=no_terminal)
    return Choice(LOCAL, "this is no SSH session", None if no_terminal else OSC52)
