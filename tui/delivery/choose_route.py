"""Chooses the route to the clipboard that fits where the program runs, and explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .clipboard_routes import (
    AROUND,
    AUTO,
    LOCAL,
    OFF,
    OSC52,
    ROUTES,
    SCREEN,
    SCREEN_AROUND,
    TMUX,
    has_desktop,
    is_remote,
    remote_reason,
    terminal_refusal,
)
from .terminal import Around, Carrier

if TYPE_CHECKING:
    from .clipboard_routes import Environment, Route
    from .terminal import Terminal


class Choice(NamedTuple):
    """The route to take, and why."""

    route: Route
    why: str
    """The end of a sentence that begins with "because"."""
    fallback: Route | None = None
    """The route to take if the first one fails."""
    refusal: str = ""
    """Why nothing can be copied at all."""
    terminal: Terminal | None = None
    """The terminal, where a text gets to it as it is sent, and what it does with that is known."""

    @property
    def sentence(self) -> str:
        """The choice in words."""
        if self.refusal:
            return f"Nothing is copied: {self.refusal}."
        fallback = f", or else of {self.fallback.title}" if self.fallback else ""
        receiver = self.terminal.effect("them") if self.terminal and self.route.is_recorded else ""
        known = f"; {self.terminal.label} {receiver}" if self.terminal and receiver else ""
        return f"Copies go by way of {self.route.title}{fallback}, because {self.why}{known}."

    @property
    def without_detour(self) -> Choice:
        """The choice for a terminal that is recorded: nothing goes there unasked."""
        return self if self.route.is_recorded else self._replace(fallback=None)

    @property
    def receiver(self) -> str:
        """Terminal that a copy is sent to, and what it does with that; empty if not known."""
        effect = self.terminal.effect("it") if self.terminal else ""
        return f"{self.terminal.label}, which {effect}" if self.terminal and effect else ""

    def limit(self, route: Route) -> tuple[int, str]:
        """Return the bytes that a route carries whole, and what sets that limit."""
        limit = self.terminal.limit if self.terminal and route.is_recorded else None
        if self.terminal is None or limit is None or limit >= route.limit:
            return route.limit, "this way"
        return limit, self.terminal.label


def choose_route(
    environment: Environment,
    asked: str,
    *,
    recorded: bool = False,
    terminal: Terminal | None = None,
    around: Around | None = None,
) -> Choice:
    """Choose the route to the clipboard.

    Args:
        environment: Tells where the program runs.
        asked: One of `route_choices`.
        recorded: Whether the terminal is recorded, so that no secret may go through it.
        terminal: The terminal, if it is known.
        around: What shows the tmux that the program runs in, if that is known.
    """
    has_local = not is_remote(environment) and has_desktop(environment)
    if recorded and asked == AUTO and has_local:
        return Choice(LOCAL, "a recording of the terminal does not hold that")
    if asked == AUTO:
        choice = _fitting(environment, terminal, around)
    else:
        choice = _asked_for(environment, asked, terminal, around)
    if not recorded or choice.refusal or not choice.route.is_recorded:
        return choice
    return choice._replace(refusal="a recording of this terminal would hold it (--screencast)")


def _asked_for(
    environment: Environment, asked: str, terminal: Terminal | None, around: Around | None
) -> Choice:
    if asked == OFF:
        return Choice(OSC52, "", refusal="the clipboard is switched off (--clipboard off)")
    route = next(route for route in ROUTES if route.name == asked)
    choice = Choice(route, f"--clipboard {asked} asks for it", refusal=route.refusal(environment))
    if route is TMUX and around is not None:
        terminal, choice = (
            around.terminal,
            choice._replace(refusal=choice.refusal or around.refusal),
        )
    elif route is not OSC52 or terminal is None or terminal.carrier.value != route.name:
        return choice
    # A terminal may be set to take copies, but one that prints them has no such setting.
    prints = terminal.refusal(route.name) if terminal and terminal.prints else ""
    return choice._replace(refusal=choice.refusal or prints, terminal=terminal)


def _fitting(environment: Environment, terminal: Terminal | None, around: Around | None) -> Choice:
    if environment.get("TMUX"):
        # First even on a desktop: who is attached to the session may sit somewhere else.
        return _by_tmux(around or Around())
    # What is started from within GNU screen, such as another terminal, inherits the variable.
    if environment.get("STY") and (terminal is None or terminal.may_be_screen):
        return _through(terminal, environment, "the program runs inside GNU screen", SCREEN)
    if reason := remote_reason(environment):
        return _through(terminal, environment, reason)
    if not has_desktop(environment):
        return _through(terminal, environment, "there is no desktop here")
    through = _through(terminal, environment, "")
    fallback = None if through.refusal else through.route
    return Choice(LOCAL, "this is no SSH session", fallback, terminal=terminal)


def _by_tmux(around: Around) -> Choice:
    refusal = around.terminal.refusal(TMUX.name) if around.terminal else ""
    return Choice(
        TMUX,
        "the program runs inside tmux",
        refusal=refusal or around.refusal,
        terminal=around.terminal,
    )


def _through(
    terminal: Terminal | None, environment: Environment, why: str, first: Route = OSC52
) -> Choice:
    """Choose the form in which a terminal gets a copy, with a reason for sending it there."""
    refusal = terminal_refusal(environment)
    if terminal is None:
        return Choice(first, why, refusal=refusal)
    routes = {route.name: route for route in (OSC52, SCREEN, AROUND, SCREEN_AROUND)}
    route = first if terminal.carrier is Carrier.PLAIN else routes[terminal.carrier.value]
    refusal = refusal or terminal.refusal((SCREEN if route is SCREEN else OSC52).name)
    return Choice(route, why, refusal=refusal, terminal=terminal)
