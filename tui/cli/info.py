"""Says what a bug report needs: versions, terminal, places; nothing secret."""

from __future__ import annotations

import locale
import os
import platform
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .. import __version__
from ..config.paths import is_there
from ..delivery.clipboard_route import choose

_HOMELESS = "nowhere, as there is no home"

_LIBRARIES = ("textual", "httpx", "pydantic", "truststore")


def table(environment: Mapping[str, str], clipboard: str, config: Path | None, log: str) -> str:
    """Write a line for each fact."""
    from platformdirs import user_log_path, user_state_path

    facts = {
        "runai-keys": __version__,
        "python": f"{platform.python_version()} on {platform.platform(terse=True)}",
        **{name: _version(name) for name in _LIBRARIES},
        "terminal": _terminal(environment),
        "inside": _surroundings(environment),
        "locale": f"{locale.setlocale(locale.LC_CTYPE)}, {sys.stderr.encoding}",
        "clipboard": choose(environment, clipboard).sentence,
        "config": _config(config),
        "log": log,
        "reports": _place(user_log_path),
        "notes": _place(user_state_path),
    }
    return "\n".join(f"{name:<12} {text}" for name, text in facts.items())


def _config(config: Path | None) -> str:
    if config is None:
        return _HOMELESS
    return f"{config} ({'there' if is_there(config) else 'not there'})"


def _place(find: Callable[[str], Path]) -> str:
    try:
        return str(find("runai-keys"))
    except RuntimeError:
        return _HOMELESS


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _terminal(environment: Mapping[str, str]) -> str:
    parts = [
        f"{name}={environment[name]}"
        for name in ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR")
        if name in environment
    ]
    streams = (("standard input", sys.stdin), ("standard error", sys.stderr))
    parts += [f"{name} is no terminal" for name, stream in streams if not stream.isatty()]
    if sys.stderr.isatty():
        size = os.get_terminal_size(sys.stderr.fileno())
        parts.append(f"{size.columns}x{size.lines}")
    return ", ".join(parts)


def _surroundings(environment: Mapping[str, str]) -> str:
    known = {"TMUX": "tmux", "STY": "GNU screen", "SSH_CONNECTION": "SSH", "SSH_TTY": "SSH"}
    found = [name for variable, name in known.items() if environment.get(variable)]
    return ", ".join(dict.fromkeys(found)) or "no tmux, no screen, no SSH"
