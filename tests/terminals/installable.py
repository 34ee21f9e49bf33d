"""Real terminals that can be installed: how each starts, and what is true of a copy there."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from tests.terminals.desktops import Desktop, Sway, XServer

LONGEST = 8_000
"""Bytes that any terminal is given at most."""

IN_A_SHELL = "SHELL"
"""Last word of a command that takes its child as one word for a shell."""


@dataclass(frozen=True)
class Installable:
    """A terminal that can be installed.

    Args:
        name: Name of the test.
        package: Debian's package.
        command: The terminal, with its own settings, and the option that introduces its child.
        told: What the panel tells of it before anything is copied; a pattern.
        takes: Whether it takes a copy.
        said: What the panel says of one, "Copied" where the terminal can be asked; a pattern.
        heeds_keys: Whether it refuses a copy if another program has copied since a key was pressed.
        longest: Bytes of the longest copy that it takes.
        options: Options of the program for it.
        desktop: Where it opens.
    """

    name: str
    package: str
    command: tuple[str, ...]
    told: str
    takes: bool = False
    said: str = "Not copied"
    heeds_keys: bool = False
    longest: int = LONGEST
    options: tuple[str, ...] = ()
    desktop: type[Desktop] = XServer

    def __str__(self) -> str:
        return self.name

    def started(self, child: Sequence[str]) -> list[str]:
        """Return the command that opens it with a child."""
        if self.command[-1] == IN_A_SHELL:
            return [*self.command[:-1], shlex.join(child)]
        return [*self.command, *child]

    @property
    def missing(self) -> str:
        """Packages that are not installed; empty if all are."""
        terminal = [] if shutil.which(self.command[0]) else [self.package]
        return ", ".join([*terminal, *self.desktop.missing()])


_VTE = "Nothing is copied: gnome-terminal and other VTE terminals"
_KITTY = (
    *("kitty", "--config", "NONE", "-o", "update_check_interval=0"),
    *("-o", "remember_window_size=no"),
    *("-o", "initial_window_width=80c", "-o", "initial_window_height=24c"),
)
_FONT = ("-fontpath", "/usr/share/fonts/truetype", "-font", "DejaVuSansMono")

INSTALLABLE = (
    Installable("xterm", "xterm", ("xterm", "-e"), "Nothing is copied: xterm "),
    Installable(
        "xterm with allowWindowOps",
        "xterm",
        ("xterm", "-xrm", "XTerm*allowWindowOps: true", "-e"),
        "because --clipboard osc52 asks for it",
        takes=True,
        said="Copied to the clipboard of xterm",
        options=("--clipboard", "osc52"),
    ),
    Installable(
        "xterm with SetSelection",
        "xterm",
        ("xterm", "-xrm", "XTerm*disallowedWindowOps: GetSelection", "-e"),
        "because --clipboard osc52 asks for it",
        takes=True,
        said="Sent to",
        options=("--clipboard", "osc52"),
    ),
    Installable("st", "stterm", ("st", "-e"), "Nothing is copied: st or a terminal like it"),
    Installable("sakura", "sakura", ("sakura", "-x", IN_A_SHELL), _VTE),
    Installable(
        "xfce4-terminal", "xfce4-terminal", ("xfce4-terminal", "--disable-server", "-x"), _VTE
    ),
    Installable("lxterminal", "lxterminal", ("lxterminal", "--no-remote", "-e", IN_A_SHELL), _VTE),
    Installable("kitty", "kitty", _KITTY, "kitty .* takes them", takes=True, said="Sent to kitty"),
    Installable(
        "alacritty",
        "alacritty",
        ("alacritty", "-e"),
        "alacritty takes them",
        takes=True,
        # Newer ones reply to no query.
        said=r"Copied to the clipboard of alacritty|Sent to alacritty",
    ),
    Installable(
        "zutty",
        "zutty",
        ("zutty", *_FONT, "-e"),
        "zutty takes them",
        takes=True,
        said="Copied to the clipboard of zutty",
        longest=3_066,
    ),
    Installable(
        "foot",
        "foot",
        ("foot", "-c", "/dev/null"),
        "foot .* takes them",
        takes=True,
        said="Copied to the clipboard of foot",
        heeds_keys=True,
        desktop=Sway,
    ),
)
