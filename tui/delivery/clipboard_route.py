"""Chooses the way to the user's clipboard that fits where the program runs, and says why."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

ROUTES = ("auto", "osc52", "tmux", "screen", "local", "off")
"""What can be asked for."""

_NO_CLIPBOARD = frozenset(
    ("", "cons25", "dumb", "linux", "unknown", "vt52", "vt100", "vt102", "vt220")
)
"""Kinds of terminals that are known to have no clipboard."""

_SSH = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")

_DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")


class Route(Enum):
    """A way to the clipboard; the value is its name."""

    OSC52 = "OSC 52"
    TMUX = "tmux"
    SCREEN = "GNU screen"
    LOCAL = "this computer's own clipboard"


@dataclass(frozen=True)
class Choice:
    """The way to take, and why."""

    route: Route
    why: str
    """The end of a sentence that begins with "because"."""
    fallback: Route | None = None
    """Where to turn if the first way fails."""
    refusal: str = ""
    """Why nothing can be copied at all."""

    @property
    def sentence(self) -> str:
        """The choice in words."""
        if self.refusal:
            return f"Nothing is copied: {self.refusal}."
        fallback = f", or else of {self.fallback.value}" if self.fallback else ""
        return f"Copies go by way of {self.route.value}{fallback}, because {self.why}."


def choose(environment: Mapping[str, str], asked: str, *, recorded: bool = False) -> Choice:
    """Choose the way to the clipboard.

    Args:
        environment: Tells where the program runs: tmux, GNU screen, SSH or a desktop.
        asked: One of ROUTES.
        recorded: Whether what goes through the terminal must not be anything that matters.
    """
    has_local = not _is_remote(environment) and _has_desktop(environment)
    if recorded and asked == "auto" and has_local:
        return Choice(Route.LOCAL, "a recording of the terminal does not hold that")
    choice = _fitting(environment) if asked == "auto" else _asked(environment, asked)
    if not recorded or choice.refusal or choice.route is Route.LOCAL:
        return choice
    return replace(choice, refusal="a recording of this terminal would hold it (--screencast)")


def _asked(environment: Mapping[str, str], asked: str) -> Choice:
    route = {
        "tmux": Route.TMUX,
        "screen": Route.SCREEN,
        "local": Route.LOCAL,
    }.get(asked, Route.OSC52)
    refusal = (
        "the clipboard is switched off (--clipboard off)"
        if asked == "off"
        else _refusal(environment, route)
    )
    return Choice(route, f"--clipboard {asked} asks for it", refusal=refusal)


def hint(environment: Mapping[str, str]) -> str:
    """Say what may stop a plain sequence on its way out, if anything is known to."""
    if environment.get("TMUX"):
        return "tmux drops it by default: --clipboard tmux does not depend on that"
    if environment.get("STY"):
        return "GNU screen drops it: --clipboard screen gets through"
    if environment.get("TERM", "").startswith(("screen", "tmux")):
        return "a tmux around your ssh may drop it: set -s set-clipboard on there"
    return ""


def terminal_refusal(environment: Mapping[str, str]) -> str:
    """Say why the terminal must not be written to, or nothing."""
    term = environment.get("TERM", "")
    if term.removeprefix("screen.").partition("-")[0] in _NO_CLIPBOARD:
        return f"this terminal (TERM={term}) has no clipboard"
    return ""


def _fitting(environment: Mapping[str, str]) -> Choice:
    if environment.get("TMUX"):
        # First even on a desktop: who is attached to the session may sit somewhere else.
        return Choice(Route.TMUX, "the program runs inside tmux")
    no_terminal = terminal_refusal(environment)
    if environment.get("STY"):
        return Choice(Route.SCREEN, "the program runs inside GNU screen", refusal=no_terminal)
    if _is_remote(environment):
        return Choice(Route.OSC52, "this is an SSH session", refusal=no_terminal)
    if not _has_desktop(environment):
        return Choice(Route.OSC52, "there is no desktop here", refusal=no_terminal)
    fallback = None if no_terminal else Route.OSC52
    return Choice(Route.LOCAL, "this is no SSH session", fallback)


def _refusal(environment: Mapping[str, str], route: Route) -> str:
    if route is Route.TMUX:
        return "" if environment.get("TMUX") else "this is not inside tmux ($TMUX is not set)"
    if route is Route.LOCAL:
        # Over ssh -X it would reach a clipboard that dies with the session and hangs the logout.
        remote = "this is an SSH session, and the clipboard of that computer is not yours"
        return remote if _is_remote(environment) else ""
    return terminal_refusal(environment)


def _is_remote(environment: Mapping[str, str]) -> bool:
    return any(environment.get(name) for name in _SSH)


def _has_desktop(environment: Mapping[str, str]) -> bool:
    return sys.platform == "darwin" or any(environment.get(name) for name in _DESKTOP)
