"""Appends a profile to the config file; the existing text stays byte for byte the same."""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from ..delivery.private_file import SaveError, check_writable, replace_existing
from .parse import config_of
from .private_file import ReadError, SmallFile, read_small
from .settings import SettingsError

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")

_HINTS = {
    "secret": """\
# To be no longer asked for the secret, add one of these:
# secret_command = ["pass", "show", "runai"]
# client_secret_file = "~/runai-secret"
""",
    "token": """\
# To be no longer asked for a token, add:
# token_command = ["runai", "auth", "get-token", "-o", "plaintext"]
""",
    "": "",
}
"""Comments to write below a profile, by the credential that the user types at each start."""


@dataclass(frozen=True)
class NewProfile:
    """A sign-in to save as a profile, without its secret."""

    name: str
    base_url: str
    client_id: str | None = None
    username: str | None = None
    token_command: tuple[str, ...] | None = None
    ca_file: Path | None = None
    readonly: bool | None = None

    @property
    def asks_for(self) -> str:
        """The credential typed at each start: `secret`, `token`, or empty for none."""
        if self.client_id:
            return "secret"
        return "" if self.username or self.token_command else "token"


def check_new_profile(path: Path, profile: NewProfile) -> None:
    """Check that a profile can be added, and change nothing.

    Raises:
        SettingsError: there is a profile of that name, or the file can't be written.
    """
    target = path.resolve()
    try:
        _text_with(target, profile)
        check_writable(target, replace=True)
    except (ReadError, SaveError) as error:
        raise SettingsError(str(error)) from error


def add_profile(path: Path, profile: NewProfile) -> bool:
    """Append a profile to the file.

    Returns:
        Whether it became the default profile, as the first one does.

    Raises:
        SettingsError: the profile can't be added; the file is unchanged.
    """
    target = path.resolve()
    try:
        text = _text_with(target, profile)
        replace_existing(target, text)
    except (ReadError, SaveError) as error:
        raise SettingsError(str(error)) from error
    return text.startswith(_default(profile))


def _text_with(path: Path, profile: NewProfile) -> str:
    """Return the file's content with the profile in it, checked as the next start will read it."""
    file = read_small(path)
    if file is None:
        before = _default(profile)
        file = SmallFile(path, before, stat.S_IFREG | 0o600, os.geteuid(), is_link=False)
    else:
        before = file.text
        if profile.name in config_of(file).profiles:
            name = _quoted(profile.name)
            raise SettingsError(
                f"there is already a profile {name} in {path}: choose another name."
            )
    gap = "" if not before or before.endswith("\n") else "\n"
    text = f"{before}{gap}{_table(profile, blank_line=bool(before))}"
    config_of(file._replace(text=text))
    return file.mark + text


def _default(profile: NewProfile) -> str:
    return f"default_profile = {_quoted(profile.name)}\n"


def _table(profile: NewProfile, *, blank_line: bool) -> str:
    name = profile.name if _BARE_KEY.fullmatch(profile.name) else _quoted(profile.name)
    values = {
        "base_url": profile.base_url,
        "client_id": profile.client_id,
        "username": profile.username,
        "token_command": profile.token_command,
        "ca_file": str(profile.ca_file.resolve()) if profile.ca_file else None,
        "readonly": profile.readonly or None,
    }
    lines = [f"{key} = {_quoted(value)}\n" for key, value in values.items() if value is not None]
    head = "\n" if blank_line else ""
    return f"{head}[profiles.{name}]\n{''.join(lines)}{_HINTS[profile.asks_for]}"


def _quoted(value: object) -> str:
    # JSON's strings, lists of strings and booleans are valid TOML.
    return json.dumps(value, ensure_ascii=False)
