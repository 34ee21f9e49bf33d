"""Chooses the route to the clipboard for the present environment, and explains the choice."""

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
    copies_for_x_alone,
    has_desktop,
    is_remote,
    remote_reason,
    terminal_refusal,
)
from .terminal import Around, Carrier, Osc52

if TYPE_CHECKING:
    from .clipboard_routes import Environment, Route
    from .terminal import Terminal


class Choice(NamedTuple):
    """Chosen route, and the reason."""

    route: Route
    why: str
    """The end of a sentence that begins with "because"."""
    fallback: Route | None = None
    """Route to take if the first one fails."""
    refusal: str = ""
    """Why nothing can be copied; empty if something can."""
    terminal: Terminal | None = None
    """The terminal that receives copies, if it is known."""

    @property
    def sentence(self) -> str:
        """The choice in a sentence."""
        if self.refusal:
            return f"Nothing is copied: {self.refusal}."
        fallback = f", or else of {self.fallback.title}" if self.fallback else ""
        receiver = self.terminal.effect("them") if self.terminal and self.route.is_recorded else ""
        known = f"; {self.terminal.label} {receiver}" if self.terminal and receiver else ""
        return f"Copies go by way of {self.route.title}{fallback}, because {self.why}{known}."

    @property
    def without_detour(self) -> Choice:
        """The choice for a recorded terminal, which nothing is sent to as a mere fallback."""
        return self if self.route.is_recorded else self._replace(fallback=None)

    @property
    def receiver(self) -> str:
        """Name of the terminal and what it does with a copy; empty if not known."""
        effect = self.terminal.effect("it") if self.terminal else ""
        return f"{self.terminal.label}, which {effect}" if self.terminal and effect else ""

    def limit(self, route: Route) -> tuple[int, str]:
        """Return the maximum size in bytes of a text on a route, and what sets that limit."""
        limit = self.terminal.limit if self.terminal and route.is_recorded else None
        if self.terminal is None or limit is None or limit >= route.limit:
            return route.limit, "this way"
        return limit, self.terminal.label


def choose_route(
    environment: Environment,
    setting: str,
    *,
    recorded: bool = False,
    terminal: Terminal | None,
    around: Around | None,
) -> Choice:
    """Choose the route to the clipboard.

    Args:
        environment: Environment variables.
        setting: One of `route_choices`.
        recorded: Whether the terminal is recorded, so that no secret may go through it.
        terminal: The terminal, if known.
        around: The terminal around tmux, if known.
    """
    has_local = not is_remote(environment) and has_desktop(environment)
    if recorded and setting == AUTO and has_local:
        return Choice(LOCAL, "a recording of the terminal does not hold that")
    if setting == AUTO:
        choice = _automatic(environment, terminal, around)
    else:
        choice = _by_setting(environment, setting, terminal, around)
    if not recorded or choice.refusal or not choice.route.is_recorded:
        return choice
    return choice._replace(refusal="a recording of this terminal would hold it (--screencast)")


def _by_setting(
    environment: Environment, setting: str, terminal: Terminal | None, around: Around | None
) -> Choice:
    if setting == OFF:
        return Choice(OSC52, "", refusal="the clipboard is switched off (--clipboard off)")
    route = next(route for route in ROUTES if route.name == setting)
    choice = Choice(route, f"--clipboard {setting} asks for it", refusal=route.refusal(environment))
    if route is TMUX and around is not None:
        terminal, choice = (
            around.terminal,
            choice._replace(refusal=choice.refusal or around.refusal),
        )
    elif route is not OSC52 or terminal is None or terminal.carrier.value != route.name:
        return choice
    # The user may have configured the terminal to accept copies, but not one that prints them.
    prints = terminal.refusal(route.name) if terminal and terminal.prints else ""
    return choice._replace(refusal=choice.refusal or prints, terminal=terminal)


def _automatic(
    environment: Environment, terminal: Terminal | None, around: Around | None
) -> Choice:
    if environment.get("TMUX"):
        # First even on a desktop: the user may be attached to the session from elsewhere.
        return _by_tmux(around or Around())
    # Everything started within GNU screen inherits STY, even another terminal.
    if environment.get("STY") and (terminal is None or terminal.may_be_screen):
        return _through(terminal, environment, "the program runs inside GNU screen", SCREEN)
    if reason := remote_reason(environment):
        return _through(terminal, environment, reason)
    if not has_desktop(environment):
        return _through(terminal, environment, "there is no desktop here")
    through = _through(terminal, environment, "wl-copy is missing on this Wayland desktop")
    takes = terminal is not None and terminal.osc52 is Osc52.TAKES and not through.refusal
    if takes and copies_for_x_alone(environment):
        return through
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
    """Choose the form in which a copy is sent to the terminal."""
    refusal = terminal_refusal(environment)
    if terminal is None:
        return Choice(first, why, refusal=refusal)
    routes = {route.name: route for route in (OSC52, SCREEN, AROUND, SCREEN_AROUND)}
    route = first if terminal.carrier is Carrier.PLAIN else routes[terminal.carrier.value]
    refusal = refusal or terminal.refusal((SCREEN if route is SCREEN else OSC52).name)
    return Choice(route, why, refusal=refusal, terminal=terminal)
