"""Profiles of the config file, for switching between them at run time."""

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
    """A profile as shown in the list of profiles."""

    name: str
    host: str
    color: str = ""
    readonly: bool = False


class Profiles:
    """Profiles, read from the file at each use so that later changes count.

    Args:
        flags: The parsed command line, which overrides every profile.
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
            SettingsError: the user has no home folder.
        """
        return self._find()

    def all(self) -> tuple[Profile, ...]:
        """Return the profiles in the order of the file.

        Raises:
            SettingsError: the file has a mistake, or the user has no home folder.
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
            SettingsError: the file has a mistake, or no such profile any more.
        """
        # --base-url names the control plane of the first session, not the profile's.
        flags = copy(self._flags)
        flags.profile, flags.base_url = name, None
        return read_settings(flags, self._environment, self._find())
