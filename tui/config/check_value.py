"""Checks of a value in the config file, one for each kind of setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..api.base_url import parse_base_url
from .declared_settings import Kind, Setting
from .limits import (
    LEAST_QUIET,
    LEAST_TIMEOUT,
    MOST_DAYS,
    MOST_HOURS,
    MOST_SECONDS,
    MOST_TIMEOUT,
    checked_refresh,
)


def check_value(setting: Setting, given: object, folder: Path) -> Any:  # noqa: ANN401
    """Check a value, and convert it to the type that `Settings` holds.

    Args:
        setting: The setting that the value is for.
        given: The value as parsed from TOML.
        folder: The folder of the config file, which relative paths are resolved against.

    Raises:
        BaseUrlError: the value is not a valid address.
        ValueError: the value is not of the setting's kind.
    """
    return _CHECKS[setting.kind](setting, given, folder)


def _text(setting: Setting, given: object, folder: Path) -> str:
    if not isinstance(given, str) or not given.isprintable() or not given.strip():
        raise ValueError
    return given.strip()


def _path(setting: Setting, given: object, folder: Path) -> Path:
    return folder / _home(_text(setting, given, folder))


def _home(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise ValueError from error


def _flag(setting: Setting, given: object, folder: Path) -> bool:
    if not isinstance(given, bool):
        raise ValueError  # noqa: TRY004 - callers expect one exception for any wrong value
    return given


def _seconds(setting: Setting, given: object, folder: Path) -> float:
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not 0 <= given <= MOST_SECONDS:  # type: ignore[operator]
        raise ValueError
    return float(given)  # type: ignore[arg-type]


def _refresh(setting: Setting, given: object, folder: Path) -> float:
    return checked_refresh(_seconds(setting, given, folder))


def _timeout(setting: Setting, given: object, folder: Path) -> float:
    seconds = _seconds(setting, given, folder)
    if not LEAST_TIMEOUT <= seconds <= MOST_TIMEOUT:
        raise ValueError
    return seconds


def _days(setting: Setting, given: object, folder: Path) -> int:
    return _count(given, 1, MOST_DAYS)


def _hours(setting: Setting, given: object, folder: Path) -> int:
    return _count(given, LEAST_QUIET, MOST_HOURS)


def _count(given: object, least: int, most: int) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
        raise ValueError
    return given


def _command(setting: Setting, given: object, folder: Path) -> tuple[str, ...]:
    if not isinstance(given, list) or not given:
        raise ValueError
    program, *arguments = (_text(setting, word, folder) for word in given)
    # The command runs without a shell, which would expand ~.
    program = str(_home(program)) if program.startswith("~") else program
    return (program, *arguments)


def _choice(setting: Setting, given: object, folder: Path) -> str:
    if given not in setting.choices:
        raise ValueError
    return str(given)


def _url(setting: Setting, given: object, folder: Path) -> str:
    return parse_base_url(_text(setting, given, folder))


_CHECKS = {
    Kind.TEXT: _text,
    Kind.URL: _url,
    Kind.PATH: _path,
    Kind.FLAG: _flag,
    Kind.SECONDS: _seconds,
    Kind.REFRESH: _refresh,
    Kind.TIMEOUT: _timeout,
    Kind.DAYS: _days,
    Kind.HOURS: _hours,
    Kind.COMMAND: _command,
    Kind.CHOICE: _choice,
}
