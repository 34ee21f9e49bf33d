"""`info`: versions, terminal and folders for a bug report; nothing secret."""

from __future__ import annotations

import asyncio
import locale
import os
import platform
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TextIO

from ... import __version__
from ...config.load import read_settings
from ...config.paths import config_path_if_any, is_there
from ...config.settings import SettingsError
from ...delivery.choose_route import choose_route
from ...delivery.recognise_terminal import recognise_by_environment
from ...text import clean_lines
from .command import LocalCommand
from .output import print_whole

_NO_HOME = "nowhere, as there is no home folder"

_LIBRARIES = ("textual", "httpx", "pydantic", "truststore")


def info(flags: Namespace) -> int:
    """Print a line for each fact, and return the exit status."""
    facts = _facts(flags, os.environ)
    text = "\n".join(f"{name:<12} {fact}" for name, fact in facts.items())
    # A path or a variable may hold escape sequences.
    return print_whole(clean_lines(text))


def _facts(flags: Namespace, environment: Mapping[str, str]) -> dict[str, str]:
    from platformdirs import user_cache_path, user_log_path, user_state_path

    config = config_path_if_any()
    return {
        "runai-keys": __version__,
        "python": f"{platform.python_version()} on {platform.platform(terse=True)}",
        **{name: _version(name) for name in _LIBRARIES},
        "terminal": _terminal(environment),
        "inside": _surroundings(environment),
        "locale": f"{locale.setlocale(locale.LC_CTYPE)}, {_encoding()}",
        "clipboard": _clipboard(flags, environment),
        "recorded": _recorded(environment),
        "config": _config(config),
        "log": _log(flags, config),
        "reports": _place(user_log_path),
        "notes": _place(user_state_path),
        "cache": _place(user_cache_path),
    }


def _clipboard(flags: Namespace, environment: Mapping[str, str]) -> str:
    around = None
    if environment.get("TMUX"):
        from ...delivery.tmux_clipboard import look_around

        around = asyncio.run(look_around(environment))
    terminal = recognise_by_environment(environment)
    asked = flags.clipboard or "auto"
    return choose_route(environment, asked, terminal=terminal, around=around).sentence


def _recorded(environment: Mapping[str, str]) -> str:
    from ...delivery.recorders import find_recorders

    found = asyncio.run(find_recorders(environment))
    if not found:
        return "by nothing seen from here"
    shown = {True: " (shows it to others)", False: ""}
    return "by " + ", ".join(f"{each.name}{shown[each.has_viewers]}" for each in found)


def _log(flags: Namespace, config: Path | None) -> str:
    try:
        log_file = read_settings(flags, os.environ, config).log_file
    except SettingsError:
        return "not known, as the settings have a mistake: see runai-keys config validate"
    return str(log_file) if log_file else "off; --log-file PATH writes one"


def _config(config: Path | None) -> str:
    if config is None:
        return _NO_HOME
    return f"{config} ({'there' if is_there(config) else 'not there'})"


def _place(find: Callable[[str], Path]) -> str:
    try:
        return str(find("runai-keys"))
    except RuntimeError:
        return _NO_HOME


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
    parts += [f"{name} is no terminal" for name, stream in streams if not _is_terminal(stream)]
    if _is_terminal(sys.stderr):
        size = os.get_terminal_size(sys.stderr.fileno())
        parts.append(f"{size.columns}x{size.lines}")
    return ", ".join(parts)


def _is_terminal(stream: TextIO | None) -> bool:
    # A stream that is closed when Python starts is None.
    return stream is not None and stream.isatty()


def _encoding() -> str:
    return sys.stderr.encoding if sys.stderr else "no standard error"


def _surroundings(environment: Mapping[str, str]) -> str:
    known = {"TMUX": "tmux", "STY": "GNU screen", "SSH_CONNECTION": "SSH", "SSH_TTY": "SSH"}
    found = [name for variable, name in known.items() if environment.get(variable)]
    return ", ".join(dict.fromkeys(found)) or "no tmux, no screen, no SSH"


COMMAND = LocalCommand(info)
