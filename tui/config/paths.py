"""Paths of the config file, and of the notes about undelivered secrets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .settings import SettingsError

if TYPE_CHECKING:
    from ..delivery.undelivered import UndeliveredNotes
    from .settings import Settings


def config_path() -> Path:
    """Return the path of the config file, in the platform's folder for such files.

    Raises:
        SettingsError: the user has no home folder, as in some containers.
    """
    from platformdirs import user_config_path

    try:
        return user_config_path("runai-keys") / "config.toml"
    except RuntimeError as error:
        raise SettingsError(
            "there is no home for a config file: set HOME or XDG_CONFIG_HOME."
        ) from error


def config_path_if_any() -> Path | None:
    """Return the path of the config file; None if the user has no home folder."""
    try:
        return config_path()
    except SettingsError:
        return None


def is_there(path: Path) -> bool:
    """Return whether a file exists; one without access counts, so that reading it reports why."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def undelivered_notes(settings: Settings) -> UndeliveredNotes | None:
    """Return the notes about undelivered secrets; None in the demo, or without a home folder."""
    if settings.demo_role is not None:
        return None
    from platformdirs import user_state_path

    from ..delivery.undelivered import UndeliveredNotes

    try:
        return UndeliveredNotes(user_state_path("runai-keys"))
    except RuntimeError:  # no home folder, as for an unknown user in a container
        return None
