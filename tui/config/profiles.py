"""Profiles of the config file, among which the user can switch while the program runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..api.base_url import host_of
from .load import read_settings
from .paths import config_path

if TYPE_CHECKING:
    from argparse import Namespace

    from .settings import Settings


class Profile(NamedTuple):
    """A profile as the list shows it before it is chosen."""

    name: str
    host: str
    color: str = ""
    readonly: bool = False


class Profiles:
    """Reads the file at each use, so that changes made meanwhile count.

    Args:
        flags: The parsed command line, which wins over every profile.
        environment: The environment variables.
        find: Returns the path of the config file.
    """

    def __init__(
        self,
        flags: Namespace,
        environment: Mapping[str, str],
        find: Callable[[], Path] = config_path,
    ) -> None:
        self._flags = flags
        self._environment = environment
        self._find = find

    @property
    def path(self) -> Path:
        """The path of the config file.

        Raises:
            SettingsError: there is no home for one.
        """
        return self._find()

    def all(self) -> tuple[Profile, ...]:
        """Return the profiles in the order of the file.

        Raises:
            SettingsError: there is a mistake in the file, or no home for one.
        """
        from .parse import read_config

        return tuple(
            Profile(
                name,
                host_of(values["base_url"]),
                values.get("color", ""),
                bool(values.get("readonly") or self._flags.readonly),
            )
            for name, values in read_config(self._find()).profiles.items()
        )

    def settings(self, name: str) -> Settings:
        """Return the settings as if the program had been started with this profile.

        Raises:
            SettingsError: there is a mistake in the file, or no such profile any more.
        """
        # An address on the command line is that of another control plane.
        flags = copy(self._flags)
        flags.profile, flags.base_url = name, None
        return read_settings(flags, self._environment, self._find())
