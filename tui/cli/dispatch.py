"""The commands that print something and end."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from ..config.load import read_settings
from ..config.paths import config_path, config_path_if_any, is_there
from ..config.settings import SecretInConfig, SettingsError
from ..text import clean_lines, is_plain_id
from .parser import parser

_KEEP_APART = (
    "The client_secret in it works, but a copy of the file gives the secret away: "
    "client_secret_file or secret_command keep it apart.\n"
)


def run(flags: Namespace) -> int:
    """Carry out a command, and give the exit status.

    Raises:
        SettingsError: the settings have a mistake in them.
    """
    if flags.screencast:
        what = f"what {flags.command} prints is real, so leave it out."
        raise SettingsError(f"--screencast is for the screens: {what}")
    if flags.command == "trust":
        from .trust import trust

        return trust(flags)
    if flags.command == "info":
        from .info import table as facts

        place = config_path_if_any()
        _print(facts(os.environ, flags.clipboard or "auto", place, _log(flags, place)))
        return 0
    if flags.command == "completion":
        from .shell_completion import completion

        # All of it is ours, and its lines are long.
        sys.stdout.write(completion(flags.shell, parser()))
        return 0
    if flags.command != "config":
        from .commands.runner import run as run_on_keys

        place = None if flags.demo else config_path_if_any()
        return run_on_keys(flags, read_settings(flags, os.environ, place))
    return _config(flags)


def _config(flags: Namespace) -> int:
    if flags.about == "profiles":
        return _profiles()
    from ..app.themes import theme_names
    from ..config.theme_state import check_theme

    path = config_path()
    if flags.about == "path":
        _print(str(path))
    else:
        settings = read_settings(flags, os.environ, None if flags.demo else path)
        check_theme(settings, theme_names())
        if flags.about == "show":
            from ..config.show import table

            _print(table(settings))
        else:
            _print(f"{path} {'is valid' if is_there(path) else 'does not exist, and need not'}.")
            if isinstance(settings.source, SecretInConfig):
                sys.stderr.write(_KEEP_APART)
    return 0


def _profiles() -> int:
    """Print the profiles' names, but none that a shell might take for anything else."""
    from ..config.parse import read_config

    names = (name for name in read_config(config_path()).profiles if is_plain_id(name))
    _print("\n".join(names))
    return 0


def _log(flags: Namespace, path: Path | None) -> str:
    try:
        log_file = read_settings(flags, os.environ, path).log_file
    except SettingsError:
        # What is wrong with them is no reason to say nothing of the rest.
        return "not known, as the settings have a mistake: see runai-keys config validate"
    return str(log_file) if log_file else "off; --log-file PATH writes one"


def _print(text: str) -> None:
    # A path or a variable may hold what a terminal obeys.
    sys.stdout.write(clean_lines(text))
