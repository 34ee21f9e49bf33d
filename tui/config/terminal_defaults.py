"""Defaults for this terminal, and corrections of misleading environment variables."""

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
"""Values of COLORTERM, and last parts of TERM, that mean more than 16 colours."""

_TRUE_COLOR = re.compile(
    r"(?:alacritty|foot|xterm-(?:kitty|ghostty)|wezterm|contour|rio)(-.*)?|.+-direct"
)
"""Values of TERM that mean 24-bit colours; SSH forwards TERM, but not COLORTERM."""

_LIGHT = ("7", "15")
"""Light background colours in COLORFGBG: the two whites of the 16 colours."""

_DARK_CONSOLE = "linux"

_PLAIN = ("C", "POSIX")
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""Values of LC_CTYPE that Python itself sets in the C locale (PEP 538)."""


def with_surroundings(found: Settings, environment: Mapping[str, str]) -> Settings:
    """Fill in defaults that fit the terminal, judged by the environment."""
    suggested: dict[str, Any] = {}
    origins = dict(found.origins)
    if environment.get("STY") and "mouse" not in origins:
        # GNU screen loses the escape key while mouse reports are on.
        suggested["mouse"], origins["mouse"] = False, "STY"
    if "ascii" not in origins and (origin := _without_unicode(environment)):
        suggested["ascii"], origins["ascii"] = True, origin
    remote = [name for name in _REMOTE if environment.get(name)]
    if remote and "animations" not in origins:
        # Every frame of an animation is sent over the network.
        suggested["animations"], origins["animations"] = False, remote[0]
    suggested["few_colors"] = _has_few_colors(environment)
    suggested["background"] = _background(environment)
    return replace(found, **suggested, origins=origins)


def _has_few_colors(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal has at most 16 colours, by the rules of Rich.

    NO_COLOR counts as few: without colours, marks have to differ in more than colour.
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
    """Return the variable that sets a locale without UTF-8; empty for none.

    Without a locale, as in many containers, nearly all terminals still use UTF-8.
    """
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        locale = environment.get(name, "")
        coerced = name == "LC_CTYPE" and locale in _COERCED
        if locale and not (coerced and environment.get("LANG", "") in _PLAIN):
            return "" if "utf" in locale.lower() else name
    return ""


def correct_environment(environment: MutableMapping[str, str], terminal: int) -> None:
    """Correct variables that are wrong or missing for this terminal.

    Args:
        environment: The environment variables, changed in place.
        terminal: File descriptor of the terminal.
    """
    if _has_size(terminal):
        # Some terminals export their initial size, which is stale after a resize.
        environment.pop("COLUMNS", None)
        environment.pop("LINES", None)
    if environment.get("STY"):
        # The value is for the outer terminal; GNU screen itself garbles 24-bit colours.
        environment.pop("COLORTERM", None)
    elif _TRUE_COLOR.fullmatch(environment.get("TERM", "")):
        environment.setdefault("COLORTERM", "truecolor")


def _has_size(terminal: int) -> bool:
    try:
        return all(os.get_terminal_size(terminal))
    except OSError:
        return False
