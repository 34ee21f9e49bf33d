"""Changes a profile's client ID and secret together, or not at all.

The rest of the config file stays byte for byte the same.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..delivery.private_file import (
    SaveError,
    check_writable,
    replace_existing,
    save_new,
)
from .parse import Config, config_of
from .private_file import ReadError, SmallFile, read_small
from .settings import SecretFile, SecretInConfig, SettingsError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .settings import Settings

_NUMBER = re.compile(r"(.*?)(?:-([0-9]{1,4}))?", re.DOTALL)


@dataclass(frozen=True)
class SignInChange:
    """A planned change of a profile's client ID and secret."""

    config: Path
    profile: str
    client_id: str
    """The current client ID."""
    old_file: Path | None = None
    """The file with the current secret; None if the config file holds it."""
    new_file: Path | None = None
    """The file for the new secret, beside the old one."""


def plan_sign_in_change(config: Path, settings: Settings) -> SignInChange:
    """Check that the profile's client ID and secret can be changed, and change nothing.

    The new secret goes to a file of its own, so that replacing the config file changes both at
    once; the old file stays for whatever else reads it.

    Raises:
        SettingsError: the profile can't be changed by the program; the text says why.
    """
    client_id = settings.client_id or ""
    match settings.source:
        case SecretFile(path=path):
            change = SignInChange(config.resolve(), settings.profile, client_id, path, _next(path))
        case SecretInConfig():
            change = SignInChange(config.resolve(), settings.profile, client_id)
        case _:
            raise SettingsError(
                "only a profile with client_secret_file or client_secret can be changed: "
                "where the secret comes from elsewhere, change it there, and the client ID by hand."
            )
    try:
        _changed(change, "checked-only", "checked-only")
        check_writable(change.config, replace=True)
        if change.new_file is not None:
            check_writable(change.new_file)
    except (ReadError, SaveError) as error:
        raise SettingsError(str(error)) from error
    return change


def change_sign_in(change: SignInChange, client_id: str, secret: SecretStr) -> None:
    """Write the new client ID and secret.

    Raises:
        SettingsError: they can't be written; the profile still has the old ones.
    """
    try:
        if change.new_file is None:
            replace_existing(change.config, _changed(change, client_id, secret.get_secret_value()))
            return
        save_new(change.new_file, secret.get_secret_value())
        try:
            replace_existing(change.config, _changed(change, client_id))
        except BaseException:
            with contextlib.suppress(OSError):
                change.new_file.unlink()
            raise
    except (ReadError, SaveError) as error:
        raise SettingsError(str(error)) from error


def _changed(change: SignInChange, client_id: str, secret: str = "") -> str:
    """Return the content of the config file with both values changed, and nothing else."""
    file = read_small(change.config)
    if file is None:
        raise ReadError(f"{change.config} does not exist any more.")
    before = config_of(file)
    old = before.profiles.get(change.profile, {})
    if old.get("client_id") != change.client_id:
        raise ReadError(f"{change.config} has another client_id for {change.profile} by now.")
    lines = file.text.splitlines(keepends=True)
    _set(lines, before, change.profile, "client_id", client_id)
    if change.new_file is None:
        _set(lines, before, change.profile, "client_secret", secret)
    else:
        _set_file_name(lines, before, change)
    after = config_of(file._replace(text="".join(lines)))
    _require_nothing_else(file, before, after, change.profile)
    return file.mark + after.text


def _set(lines: list[str], config: Config, profile: str, name: str, value: str) -> None:
    number, found = _line_of(lines, config, profile, name)
    written = json.dumps(value, ensure_ascii=False)
    lines[number] = f"{found['head']}{written}{found['tail']}"


def _set_file_name(lines: list[str], config: Config, change: SignInChange) -> None:
    """Replace the name of the secret's file, but not the folder before it."""
    number, found = _line_of(lines, config, change.profile, "client_secret_file")
    old, new = (str(path and path.name) for path in (change.old_file, change.new_file))
    head, name, tail = found["value"].rpartition(old)
    if not name or tail not in ('"', "'"):
        raise _by_hand(config, change.profile)
    lines[number] = f"{found['head']}{head}{new}{tail}{found['tail']}"


def _line_of(
    lines: list[str], config: Config, profile: str, name: str
) -> tuple[int, re.Match[str]]:
    """Find the line of a profile's setting, and match it as `name = "text"  # comment`."""
    number = config.line("profiles", profile, name)
    pattern = re.compile(
        rf"""(?P<head>[ \t]*["']?{name}["']?[ \t]*=[ \t]*)"""
        r"""(?P<value>"(?:[^"\\\n]|\\.)*"|'[^'\n]*')(?P<tail>[ \t]*(?:\#[^\n]*)?\r?\n?)"""
    )
    found = pattern.fullmatch(lines[number - 1]) if number and number <= len(lines) else None
    if number is None or found is None:
        raise _by_hand(config, profile)
    return number - 1, found


def _by_hand(config: Config, profile: str) -> ReadError:
    return ReadError(
        f"{config.path} sets the key of {profile} in a form that the program does not edit: "
        "change client_id and its secret by hand."
    )


def _require_nothing_else(file: SmallFile, before: Config, after: Config, profile: str) -> None:
    """Compare both files as the next start will read them: nothing else may have changed."""
    changed = ("client_id", "client_secret", "client_secret_file")

    def rest(config: Config) -> tuple[Mapping[str, Any], dict[str, dict[str, Any]]]:
        profiles = {name: dict(values) for name, values in config.profiles.items()}
        for name in changed:
            profiles[profile].pop(name, None)
        return config.general, profiles

    if rest(before) != rest(after):
        raise _by_hand(before, profile)


def _next(path: Path) -> Path:
    """Return a free path beside a file: `secret-2` for `secret`, then `secret-3`."""
    stem, suffix = path.stem, path.suffix
    found = _NUMBER.fullmatch(stem)
    base, number = (found[1], int(found[2] or 1)) if found else (stem, 1)
    while (candidate := path.with_name(f"{base}-{number + 1}{suffix}")).exists():
        number += 1
    return candidate
