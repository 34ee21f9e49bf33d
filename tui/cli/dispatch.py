"""Runs a command of the command line."""

from __future__ import annotations

import os
from argparse import Namespace

from ..config.load import read_settings
from ..config.paths import config_path_if_any
from ..config.settings import SettingsError
from .commands.command import LocalCommand, load_command


def run(flags: Namespace) -> int:
    """Run the command that the flags name, and return the exit status.

    Raises:
        SettingsError: a setting or an argument is not valid; nothing was changed.
    """
    if flags.screencast:
        raise SettingsError(
            f"--screencast is for the screens: what {flags.command} prints is real, "
            "so leave it out."
        )
    command = load_command(flags.command)
    if isinstance(command, LocalCommand):
        return command.run(flags)
    from .commands.runner import run as run_on_keys

    path = None if flags.demo else config_path_if_any()
    return run_on_keys(command, flags, read_settings(flags, os.environ, path))
