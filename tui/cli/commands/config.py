"""`config`: shows, validates or finds the config file, or lists its profiles or targets."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from ...config.load import read_settings
from ...config.paths import config_path, is_there
from ...config.settings import SecretInConfig, Settings
from ...text import clean_lines, is_plain_id
from .command import LocalCommand
from .output import print_whole, show

_KEEP_APART = (
    "The client_secret in it works, but a copy of the file gives the secret away: "
    "client_secret_file or secret_command keep it apart.\n"
)


def _add_arguments(parser: ArgumentParser) -> None:
    topics = ("show", "validate", "path", "profiles", "targets")
    # argparse would otherwise report a missing topic by the name of this attribute.
    parser.add_argument("about", choices=topics, metavar=f"{{{','.join(topics)}}}")


def config(flags: Namespace) -> int:
    """Print what was asked about the config file, and return the exit status.

    Raises:
        SettingsError: a setting is not valid.
    """
    from ...config.parse import read_config

    path = config_path()
    if flags.about == "path":
        return _print(str(path))
    if flags.about == "profiles":
        return _print(_names(read_config(path).profiles))
    if flags.about == "targets":
        return _print(_names(read_config(path).targets))
    settings = _checked_settings(flags, path)
    if flags.about == "show":
        from ...config.show import table

        return _print(table(settings))
    return _print_validity(path, settings)


def _checked_settings(flags: Namespace, path: Path) -> Settings:
    from ...config.theme_state import check_theme

    settings = read_settings(flags, os.environ, None if flags.demo else path)
    check_theme(settings)
    return settings


def _print_validity(path: Path, settings: Settings) -> int:
    status = _print(f"{path} {'is valid' if is_there(path) else 'does not exist, and need not'}.")
    if isinstance(settings.source, SecretInConfig):
        show(_KEEP_APART)
    return status


def _names(names: Iterable[str]) -> str:
    """Return the names that need no quoting in a shell, one a line."""
    return "\n".join(filter(is_plain_id, names))


def _print(text: str) -> int:
    # A path or a variable may hold escape sequences.
    return print_whole(clean_lines(text))


COMMAND = LocalCommand(config, _add_arguments)
