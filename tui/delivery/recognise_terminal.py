"""Recognition of the terminal by its replies, or by environment variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from .terminals import TERMINALS, UNKNOWN

if TYPE_CHECKING:
    from .terminal import Terminal


def identify(xtversion: str, da2: str, da1: str, environment: Mapping[str, str]) -> Terminal:
    """Recognise a terminal by its replies.

    Args:
        xtversion: Text of the reply to `CSI > q`; empty if there was none, as the others.
        da2: Parameters of the reply to `CSI > c`, without what introduces and ends it; with their
            question mark if that was answered like `CSI c`.
        da1: Parameters of the reply to `CSI c`.
        environment: Tells apart what gives the same replies, and what gives none.
    """
    if not (xtversion or da2 or da1) and (told := recognise_by_environment(environment)) != UNKNOWN:
        return told
    terminal = _by_replies((xtversion, da2, da1), environment)
    # None of those that tell their version prints the query for frames.
    return replace(terminal, shows_frames=True) if xtversion else terminal


def _by_replies(replies: tuple[str, str, str], environment: Mapping[str, str]) -> Terminal:
    for terminal in TERMINALS:
        for signs in terminal.signs:
            if _variable_fits(signs.variable, environment) is None:
                continue
            patterns = (signs.xtversion, signs.da2, signs.da1)
            if (found := _fits(patterns, replies)) is None:
                continue
            if (recognised := terminal.with_version(found)) is not None:
                return recognised
    return UNKNOWN


def recognise_by_environment(environment: Mapping[str, str]) -> Terminal:
    """Recognise a terminal by environment variables alone, as far as they tell."""
    for terminal in TERMINALS:
        if terminal.variable is None:
            continue
        found = _variable_fits(terminal.variable, environment)
        if found is not None and (recognised := terminal.with_version(found)) is not None:
            return recognised
    return UNKNOWN


def _fits(patterns: tuple[str | None, ...], replies: tuple[str, ...]) -> str | None:
    """Return the version that replies tell, maybe empty; None if they are another terminal's."""
    version = ""
    for pattern, reply in zip(patterns, replies, strict=True):
        if pattern is None:
            continue
        if (match := re.fullmatch(pattern, reply)) is None:
            return None
        version = match.groupdict().get("version") or version
    return version


def _variable_fits(variable: tuple[str, str] | None, environment: Mapping[str, str]) -> str | None:
    if variable is None:
        return ""
    name, pattern = variable
    return _fits((pattern,), (environment.get(name, ""),))
