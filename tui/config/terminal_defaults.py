"""Defaults that fit the terminal where nothing is set, and variables that say less than it does."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .settings import Settings

_REMOTE = ("SSH_TTY", "SSH_CONNECTION")

_COLORTERM, _TERM = ("truecolor", "24bit"), ("256color", "kitty")
"""Values of variables, and ends of such, that mean more than 16 colours."""

_TRUE_COLOR = re.compile(
    r"(?:alacritty|foot|xterm-(?:kitty|ghostty)|wezterm|contour|rio)(-.*)?|.+-direct"
)
"""Names of terminals that have 24-bit colours; SSH forwards the name, but not COLORTERM."""

_LIGHT = ("7", "15")
"""The background colours in COLORFGBG that are light: the two whites of the 16 colours."""

_DARK_CONSOLE = "linux"

_PLAIN = ("C", "POSIX")
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""The values that Python itself sets LC_CTYPE to where the locale is plain (PEP 538)."""


def with_surroundings(found: Settings, environment: Mapping[str, str]) -> Settings:
    """Fill in what is not set, from the environment of the terminal."""
    suggested: dict[str, Any] = {}
    origins = dict(found.origins)
    if environment.get("STY") and "mouse" not in origins:
        # GNU screen loses the escape key while the mouse is on.
        suggested["mouse"], origins["mouse"] = False, "STY"
    if "ascii" not in origins and (origin := _without_unicode(environment)):
        suggested["ascii"], origins["ascii"] = True, origin
    remote = [name for name in _REMOTE if environment.get(name)]
    if remote and "animations" not in origins:
        # Each step of an animation is another packet.
        suggested["animations"], origins["animations"] = False, remote[0]
    suggested["few_colors"] = _has_few_colors(environment)
    suggested["background"] = _background(environment)
    return replace(found, **suggested, origins=origins)


def _has_few_colors(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal has 16 colours or fewer, by the rules of Rich.

    Without colours everything has to be marked as with 16.
    """
    if environment.get("NO_COLOR"):
        return True
    if environment.get("COLORTERM", "").strip().lower() in _COLORTERM:
        return False
    return environment.get("TERM", "").strip().lower().rpartition("-")[2] not in _TERM


def _background(environment: Mapping[str, str]) -> str:
    color = environment.get("COLORFGBG", "").rpartition(";")[2]
    if color.isdecimal():
        return "light" if color in _LIGHT else "dark"
    return "dark" if environment.get("TERM") == _DARK_CONSOLE else ""


def _without_unicode(environment: Mapping[str, str]) -> str:
    """Return the variable that asks for another character set than UTF-8; empty for none.

    Where no locale is set, as in many containers, terminals nearly always take UTF-8 all the same.
    """
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        locale = environment.get(name, "")
        coerced = name == "LC_CTYPE" and locale in _COERCED
        if locale and not (coerced and environment.get("LANG", "") in _PLAIN):
            return "" if "utf" in locale.lower() else name
    return ""


def correct_environment(environment: MutableMapping[str, str], terminal: int) -> None:
    """Drop variables that say less of the terminal than the terminal itself.

    Args:
        environment: Variables, which are changed in place.
        terminal: File descriptor of the terminal.
    """
    if _has_size(terminal):
        # Some terminals export the size that they had when they were opened.
        environment.pop("COLUMNS", None)
        environment.pop("LINES", None)
    if environment.get("STY"):
        # It is that of the terminal around GNU screen, which garbles 24-bit colours.
        environment.pop("COLORTERM", None)
    elif _TRUE_COLOR.fullmatch(environment.get("TERM", "")):
        environment.setdefault("COLORTERM", "truecolor")


def _has_size(terminal: int) -> bool:
    try:
        return all(os.get_terminal_size(terminal))
    except OSError:
        return False
