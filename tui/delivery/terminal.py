"""Kind of terminal: what it does with a text for its clipboard (OSC 52), and the words for that."""

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
    """Form in which a sequence gets through, by the name of its route."""

    PLAIN = "osc52"
    SCREEN = "screen"
    TMUX = "around"
    SCREEN_IN_TMUX = "screen-around"


@dataclass(frozen=True)
class Signs:
    """Patterns of replies and variables that belong to a terminal, all of which have to match.

    None matches anything, and an empty pattern a query that was not answered.
    """

    xtversion: str | None = None
    da2: str | None = None
    da1: str | None = None
    variable: tuple[str, str] | None = None
    """Name and pattern of an environment variable."""


@dataclass(frozen=True)
class Terminal:
    """Terminal, and what is known of it."""

    name: str
    osc52: Osc52
    signs: tuple[Signs, ...] = ()
    """Any of them tells this terminal by its replies."""
    variable: tuple[str, str] | None = None
    """Name and pattern of a variable that tells it where no reply can be had."""
    source: str = ""
    """Versions that were measured."""
    limit: int | None = None
    """Bytes of the longest text that arrives whole; longer ones are cut or printed."""
    limit_behind_tmux: int | None = None
    """The same of a copy that tmux passes on, without a name of the clipboard."""
    below: tuple[int, ...] = ()
    """The version from which on this does not hold any more."""
    is_packed: bool = False
    """Whether replies write version 0.70.6 as 7006."""
    setting: str = ""
    """A setting of the terminal that makes it take clipboard writes."""
    carrier: Carrier = Carrier.PLAIN
    may_query: bool = False
    """Whether it answers a query for its clipboard, asks nobody for that, and keeps the text."""
    has_true_color: bool = False
    """Whether it surely shows 16 million colours."""
    shows_frames: bool = False
    """Whether it may be asked for synchronized updates: it prints nothing for that."""
    keys_from: tuple[int, ...] | None = None
    """The version from which on it knows the kitty keyboard protocol, if it does."""
    version: str = ""
    """Version of the terminal that was recognised."""
    inside: Terminal | None = None
    """The GNU screen that it was asked through, and that all goes through."""

    def with_version(self, version: str) -> Terminal | None:
        """Return the terminal with its version; None if that is too new for what is known of it."""
        if self.is_packed and version.isdecimal():
            number = int(version)
            version = f"{number // 10_000}.{number // 100 % 100}.{number % 100}"
        if self.below and _numbers(version) >= self.below:
            return None
        # It stands on the screen.
        return replace(self, version=re.sub(r"[^\w.+-]", "", version, flags=re.ASCII)[:16])

    @property
    def label(self) -> str:
        """Name and version."""
        return f"{self.name} ({self.version})" if self.version else self.name

    def refusal(self, route: str) -> str:
        """Return the reason to send nothing to its clipboard; empty if something may be sent.

        Args:
            route: Name of the route for those who have set it to take copies.
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
        """Whether it shows a text that is meant for its clipboard."""
        return self.osc52 is Osc52.PRINTS

    @property
    def has_key_protocol(self) -> bool:
        """Whether it knows the kitty keyboard protocol."""
        return self.keys_from is not None and _numbers(self.version) >= self.keys_from

    @property
    def is_tmux(self) -> bool:
        """Whether it is tmux, with a terminal around it."""
        return self.carrier in (Carrier.TMUX, Carrier.SCREEN_IN_TMUX)

    @property
    def is_screen(self) -> bool:
        """Whether it is GNU screen, which swallows the escape key while the mouse is reported."""
        return self.carrier is Carrier.SCREEN and self.inside is None

    @property
    def has_screen(self) -> bool:
        """Whether it is GNU screen, or a terminal that was asked through one."""
        return self.is_screen or self.inside is not None

    @property
    def may_be_screen(self) -> bool:
        """Whether it may be GNU screen, as far as replies tell."""
        return self.osc52 is Osc52.UNKNOWN or self.has_screen

    def around(self, screen: Terminal) -> Terminal:
        """Return this terminal with what it does with what a GNU screen in it passes on."""
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
        """Return what it does with texts, as the end of a sentence; empty if that is not known.

        Args:
            it: The pronoun for the texts.
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
    """Surroundings of the tmux that the program runs in."""

    terminal: Terminal | None = None
    """The terminal that shows it, with what that does with copies in tmux's form."""
    refusal: str = ""
    """Reason why tmux can't copy to it."""
