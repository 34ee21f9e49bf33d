"""Reads the config file; errors name the line and the expected value."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..api.base_url import BaseUrlError
from .check_value import check_value
from .declared_settings import (
    SECRET_COMMANDS,
    SECRET_SOURCES,
    Place,
    Setting,
    settings_at,
)
from .private_file import ReadError, SmallFile, read_small
from .settings import SettingsError
from .toml_lines import TomlLines

if TYPE_CHECKING:
    from ..delivery.target import Target

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Config:
    """Checked content of the config file, with absolute paths and normalised addresses."""

    path: Path
    general: Values = field(default_factory=dict)
    profiles: Mapping[str, Values] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    text: str = field(default="", repr=False)

    def place(self, *path: str) -> str:
        """Return the file name and line of a setting or table, for messages."""
        line = self.line(*path)
        return f"{self.path}, line {line}" if line else str(self.path)

    def line(self, *path: str) -> int | None:
        """Return the line number of a setting or table."""
        return self._lines.find(*path)

    @cached_property
    def _lines(self) -> TomlLines:
        return TomlLines(self.text)


def read_config(path: Path) -> Config:
    """Read the config file; a missing one is empty.

    Raises:
        SettingsError: the file has a mistake, or other users can write it.
    """
    try:
        file = read_small(path)
        if file is None:
            return Config(path)
        return config_of(file)
    except ReadError as error:
        raise SettingsError(str(error)) from error


def config_of(file: SmallFile) -> Config:
    """Parse and check the content of the config file.

    Raises:
        SettingsError: the file has a mistake.
        ReadError: other users can write it.
    """
    file.refuse_unless_own()
    return _Reader(file).config()


class _Reader:
    """Parser of one file, whose errors name the place in it."""

    def __init__(self, file: SmallFile) -> None:
        self._file = file
        self._config = Config(file.path, text=file.text)

    def config(self) -> Config:
        content = self._parse()
        profiles = content.pop("profiles", {})
        if not isinstance(profiles, dict):
            raise self._wrong("expected tables [profiles.NAME]", "profiles")
        targets = content.pop("targets", {})
        if not isinstance(targets, dict):
            raise self._wrong("expected tables [targets.NAME]", "targets")
        general = self._values(content, settings_at(Place.TOP), ())
        tables = {name: self._profile(name, table) for name, table in profiles.items()}
        default = general.get("default_profile")
        if default is not None and default not in tables:
            raise self._wrong(f'there is no profile "{default}"', "default_profile")
        places = {name: self._target(name, table) for name, table in targets.items()}
        return Config(self._file.path, general, tables, places, self._file.text)

    def _parse(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._file.text)
        except tomllib.TOMLDecodeError as error:
            reason, _, where = str(error).partition(" (at ")
            found = re.match(r"line (\d+)", where)
            # At the end of the file, tomllib gives no line.
            line = found[1] if found else max(1, len(self._file.text.splitlines()))
            place = f"{self._file.path}, line {line}"
            # A value may be a secret; tomllib quotes single characters at most.
            raise SettingsError(
                f"{place}: this is not TOML: {reason[:1].lower()}{reason[1:]}."
            ) from None

    def _profile(self, name: str, table: object) -> Values:
        where = ("profiles", name)
        if not isinstance(table, dict):
            raise self._wrong(f"expected a table [profiles.{name}]", *where)
        if not name.strip() or not name.isprintable():
            raise self._wrong("a profile needs a name that can be seen", *where)
        values = self._values(table, settings_at(Place.PROFILE), where)
        self._refuse_contradiction(values, where)
        if "client_secret" in values:
            self._file.refuse_unless_private()
        if "base_url" not in values:
            raise self._wrong("a profile needs a base_url", *where)
        return values

    def _refuse_contradiction(self, values: Values, where: tuple[str, str]) -> None:
        sources = [name for name in SECRET_SOURCES if name in values]
        if len(sources) > 1:
            raise self._wrong(
                f"{sources[0]} and {sources[1]} both say where the secret is: keep one",
                *where,
                sources[1],
            )
        if "username" in values and (beside := [*sources, *values.keys() & {"client_id"}]):
            reason = f"username is for a password that is typed: leave out {beside[0]}"
            raise self._wrong(reason, *where, "username")
        if "command_needs_terminal" in values and not {*sources} & {*SECRET_COMMANDS}:
            reason = (
                f"command_needs_terminal is for a {' or a '.join(SECRET_COMMANDS)}: there is none"
            )
            raise self._wrong(reason, *where, "command_needs_terminal")
        if sources and sources != ["token_command"] and "client_id" not in values:
            raise self._wrong(f"{sources[0]} needs a client_id beside it", *where, sources[0])

    def _target(self, name: str, table: object) -> Target:
        # Imported late: the first frame must not wait for what few files need.
        from .targets import TARGET_SETTINGS, TargetMistake, target_of

        where = ("targets", name)
        if not isinstance(table, dict):
            raise self._wrong(f"expected a table [targets.{name}]", *where)
        try:
            return target_of(name, self._values(table, TARGET_SETTINGS, where))
        except TargetMistake as mistake:
            place = (*where, mistake.setting) if mistake.setting else where
            raise self._wrong(str(mistake), *place) from mistake

    def _values(
        self, table: Mapping[str, Any], settings: Iterable[Setting], where: tuple[str, ...]
    ) -> Values:
        known = {setting.name: setting for setting in settings}
        for name in table:
            if name not in known:
                raise self._wrong(_unknown(name, known), *where, name)
        return {name: self._value(known[name], given, where) for name, given in table.items()}

    def _value(self, setting: Setting, given: object, where: tuple[str, ...]) -> Any:  # noqa: ANN401
        try:
            return check_value(setting, given, self._file.path.parent)
        except BaseUrlError as error:
            raise self._wrong(f"{setting.name}: {error}", *where, setting.name) from error
        except ValueError:
            reason = f"{setting.name} has to be {setting.expected}"
            raise self._wrong(reason, *where, setting.name) from None

    def _wrong(self, reason: str, *path: str) -> SettingsError:
        end = "" if reason.endswith((".", "?")) else "."
        return SettingsError(f"{self._config.place(*path)}: {reason}{end}")


def _unknown(name: str, known: Mapping[str, Setting]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
    return f'there is no setting "{name}": {hint}'
