"""Recognises the terminal by its replies, or by environment variables."""

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
        xtversion: Text of the reply to `CSI > q`; like the others empty if there was none.
        da2: Parameters of the reply to `CSI > c`; with a question mark if the terminal replied as
            to `CSI c`.
        da1: Parameters of the reply to `CSI c`.
        environment: Environment variables, for terminals with equal replies, or without any.
    """
    if not (xtversion or da2 or da1):
        terminal = recognise_by_environment(environment)
        if terminal != UNKNOWN:
            return terminal
    terminal = _by_replies((xtversion, da2, da1), environment)
    # No terminal that reports its version prints the query for synchronized updates.
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
    """Recognise a terminal by environment variables alone."""
    for terminal in TERMINALS:
        if terminal.variable is None:
            continue
        found = _variable_fits(terminal.variable, environment)
        if found is not None and (recognised := terminal.with_version(found)) is not None:
            return recognised
    return UNKNOWN


def _fits(patterns: tuple[str | None, ...], replies: tuple[str, ...]) -> str | None:
    """Return the version in matching replies, which may be empty; None if they don't match."""
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
