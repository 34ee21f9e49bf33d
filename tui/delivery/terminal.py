"""Kinds of terminals, and their handling of clipboard writes (OSC 52)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum


class Osc52(Enum):
    """Effect of OSC 52 on a terminal."""

    TAKES = "puts it on the clipboard"
    PRIMARY = "puts it on the primary selection only"
    DROPS = "ignores it"
    PRINTS = "prints it"
    CARRIES = "passes it on to the terminal around it"
    UNKNOWN = "not known"


class Carrier(Enum):
    """Form in which an escape sequence reaches a terminal; the value is the name of the route."""

    PLAIN = "osc52"
    SCREEN = "screen"
    TMUX = "around"
    SCREEN_IN_TMUX = "screen-around"


@dataclass(frozen=True)
class Signs:
    """Patterns of a terminal's replies and variables, all of which have to match.

    None matches anything; an empty pattern matches a missing reply.
    """

    xtversion: str | None = None
    da2: str | None = None
    da1: str | None = None
    variable: tuple[str, str] | None = None
    """Name and pattern of an environment variable."""


@dataclass(frozen=True)
class Terminal:
    """A kind of terminal, and its capabilities."""

    name: str
    osc52: Osc52
    signs: tuple[Signs, ...] = ()
    """Alternative signs by which it is recognised."""
    variable: tuple[str, str] | None = None
    """Name and pattern of a variable by which it is recognised without replies."""
    source: str = ""
    """Versions that were measured."""
    limit: int | None = None
    """Maximum size in bytes of a copied text; longer ones are cut off or printed."""
    limit_behind_tmux: int | None = None
    """The same for a copy by tmux, whose sequence does not name the clipboard."""
    below: tuple[int, ...] = ()
    """First version that this entry does not apply to."""
    is_packed: bool = False
    """Whether replies write version 0.70.6 as 7006."""
    setting: str = ""
    """Setting of the terminal that makes it accept clipboard writes."""
    carrier: Carrier = Carrier.PLAIN
    may_query: bool = False
    """Whether it replies to queries for its clipboard, without prompting or clearing it."""
    has_true_color: bool = False
    """Whether it certainly shows 16 million colours."""
    shows_frames: bool = False
    """Whether it can be queried for synchronized updates, and does not print the query."""
    keys_from: tuple[int, ...] | None = None
    """First version with the kitty keyboard protocol; None if it has none."""
    version: str = ""
    """Recognised version."""
    inside: Terminal | None = None
    """The GNU screen inside this terminal, which all output passes through."""

    def with_version(self, version: str) -> Terminal | None:
        """Return the terminal with a version; None if this entry does not apply to it."""
        if self.is_packed and version.isdecimal():
            number = int(version)
            version = f"{number // 10_000}.{number // 100 % 100}.{number % 100}"
        if self.below and _numbers(version) >= self.below:
            return None
        # The version is shown on screen.
        return replace(self, version=re.sub(r"[^\w.+-]", "", version, flags=re.ASCII)[:16])

    @property
    def label(self) -> str:
        """Name and version."""
        return f"{self.name} ({self.version})" if self.version else self.name

    def refusal(self, route: str) -> str:
        """Return why no copy should be sent to it; empty if one may be sent.

        Args:
            route: Name of the route for users who configured the terminal to accept copies.
        """
        match self.osc52:
            case Osc52.PRINTS:
                return f"{self.label} prints clipboard writes on the screen"
            case Osc52.DROPS if " and " in self.name:
                return f"{self.label} ignore clipboard writes" + self._remedy(route)
            case Osc52.DROPS:
                return f"{self.label} ignores clipboard writes" + self._remedy(route)
        return ""

    def _remedy(self, route: str) -> str:
        if self.setting:
            return f" unless {self.setting} is set: then choose --clipboard {route}"
        since = ".".join(map(str, self.below))
        return f", which newer ones take from {since} on" if since else ""

    @property
    def prints(self) -> bool:
        """Whether it prints clipboard writes on the screen."""
        return self.osc52 is Osc52.PRINTS

    @property
    def has_key_protocol(self) -> bool:
        """Whether it supports the kitty keyboard protocol."""
        return self.keys_from is not None and _numbers(self.version) >= self.keys_from

    @property
    def is_tmux(self) -> bool:
        """Whether it is tmux, with a terminal around it."""
        return self.carrier in (Carrier.TMUX, Carrier.SCREEN_IN_TMUX)

    @property
    def is_screen(self) -> bool:
        """Whether it is GNU screen."""
        return self.carrier is Carrier.SCREEN and self.inside is None

    @property
    def has_screen(self) -> bool:
        """Whether it is GNU screen, or a terminal around one."""
        return self.is_screen or self.inside is not None

    @property
    def may_be_screen(self) -> bool:
        """Whether it may be GNU screen, according to its replies."""
        return self.osc52 is Osc52.UNKNOWN or self.has_screen

    def around(self, screen: Terminal) -> Terminal:
        """Return this terminal with its handling of copies that pass through a GNU screen in it."""
        if self.osc52 is Osc52.UNKNOWN:
            return screen
        if self.is_screen:
            return Terminal("a GNU screen around this one", Osc52.DROPS, inside=screen)
        return replace(
            self,
            carrier=Carrier.SCREEN_IN_TMUX if self.is_tmux else Carrier.SCREEN,
            may_query=False,
            inside=screen,
        )

    def effect(self, it: str) -> str:
        """Return its handling of copies, as the end of a sentence; empty if not known.

        Args:
            it: The pronoun for the copies.
        """
        match self.osc52:
            case Osc52.TAKES:
                return f"takes {it}"
            case Osc52.PRIMARY:
                return f"puts {it} on the primary selection only, for the middle mouse button"
            case Osc52.CARRIES if self.is_tmux:
                return f"passes {it} on if allow-passthrough is on there"
            case Osc52.CARRIES:
                return f"passes {it} on"
        return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


@dataclass(frozen=True)
class Around:
    """The outside of the tmux that the program runs in."""

    terminal: Terminal | None = None
    """The terminal around tmux, with its handling of copies by tmux."""
    refusal: str = ""
    """Why tmux can't copy to it; empty if it can."""
