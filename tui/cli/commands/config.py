"""`config`: shows, validates or finds the config file, or lists its profiles."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...config.load import read_settings
from ...config.paths import config_path, is_there
from ...config.settings import SecretInConfig, Settings
from ...text import clean_lines, is_plain_id
from .command import LocalCommand

_KEEP_APART = (
    "The client_secret in it works, but a copy of the file gives the secret away: "
    "client_secret_file or secret_command keep it apart.\n"
)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("about", choices=("show", "validate", "path", "profiles"))


def config(flags: Namespace) -> int:
    """Print what was asked about the config file, and return the exit status.

    Raises:
        SettingsError: a setting is not valid.
    """
    path = config_path()
    if flags.about == "path":
        _print(str(path))
    elif flags.about == "profiles":
        _print_profiles(path)
    else:
        settings = _checked_settings(flags, path)
        if flags.about == "show":
            from ...config.show import table

            _print(table(settings))
        else:
            _print_validity(path, settings)
    return 0


def _checked_settings(flags: Namespace, path: Path) -> Settings:
    from ...config.theme_state import check_theme

    settings = read_settings(flags, os.environ, None if flags.demo else path)
    check_theme(settings)
    return settings


def _print_validity(path: Path, settings: Settings) -> None:
    _print(f"{path} {'is valid' if is_there(path) else 'does not exist, and need not'}.")
    if isinstance(settings.source, SecretInConfig):
        sys.stderr.write(_KEEP_APART)


def _print_profiles(path: Path) -> None:
    """Print the profiles' names, except those that a shell would not take as plain words."""
    from ...config.parse import read_config

    _print("\n".join(name for name in read_config(path).profiles if is_plain_id(name)))


def _print(text: str) -> None:
    # A path or a variable may hold escape sequences.
    sys.stdout.write(clean_lines(text))


COMMAND = LocalCommand(config, _add_arguments)
