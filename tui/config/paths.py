"""The path of the config file."""

from __future__ import annotations

from pathlib import Path

from .settings import SettingsError


def config_path() -> Path:
    """Return the path of the config file, in the platform's folder for such files.

    Raises:
        SettingsError: the user has no home, as in some containers.
    """
    from platformdirs import user_config_path

    try:
        return user_config_path("runai-keys") / "config.toml"
    except RuntimeError as error:
        raise SettingsError(
            "there is no home for a config file: set HOME or XDG_CONFIG_HOME."
        ) from error


def config_path_if_any() -> Path | None:
    """Return that path, or None where there is no home."""
    try:
        return config_path()
    except SettingsError:
        return None


def is_there(path: Path) -> bool:
    """Return whether there is a config file, perhaps one that the reader will be denied."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True
