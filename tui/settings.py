"""What the program is told by flags and by the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .base_url import BaseUrlError, parse_base_url

if TYPE_CHECKING:
    from argparse import Namespace

BASE_URL = "RUNAI_BASE_URL"
CLIENT_ID = "RUNAI_CLIENT_ID"
CLIENT_SECRET = "RUNAI_CLIENT_SECRET"  # noqa: S105  (a name, not a secret)
TOKEN = "RUNAI_TOKEN"  # noqa: S105

Role = Literal["admin", "user"]

CLIPBOARD_ROUTES = ("auto", "osc52", "tmux", "screen", "local", "off")
"""The ways to the clipboard that can be asked for."""


class SettingsError(ValueError):
    """A setting that can't be used; the text names it and says what would do."""


@dataclass(frozen=True)
class Settings:
    """How to reach a control plane and what may be done there.

    Secrets are not in here, only the names of the environment variables that hold them: they are
    read once, when the connection is opened.
    """

    base_url: str | None = None
    client_id: str | None = None
    has_secret: bool = False
    """Whether RUNAI_CLIENT_SECRET is set."""
    has_token: bool = False
    """Whether RUNAI_TOKEN is set."""
    ca_file: Path | None = None
    readonly: bool = False
    clipboard: str = "auto"
    """One of CLIPBOARD_ROUTES."""
    demo_role: Role | None = None
    """The role to try the demo in; None for a real control plane."""

    @property
    def complete(self) -> bool:
        """Whether a connection can be opened without asking for anything."""
        if self.demo_role is not None:
            return True
        return self.base_url is not None and (self.has_pair or self.has_token)

    @property
    def has_pair(self) -> bool:
        """Whether there is a client ID and its secret, which win over a token."""
        return self.client_id is not None and self.has_secret


def read_settings(flags: Namespace, environment: Mapping[str, str]) -> Settings:
    """Put flags and environment together; a flag wins.

    Raises:
        SettingsError: a value can't be used.
    """
    if flags.demo:
        if flags.base_url:
            raise SettingsError("--demo brings its own control plane: leave out --base-url.")
        return Settings(
            readonly=flags.readonly,
            clipboard=flags.clipboard,
            demo_role=flags.demo_role or "admin",
        )
    if flags.demo_role:
        raise SettingsError("--demo-role says who you are in the demo: add --demo.")
    return Settings(
        base_url=_base_url(flags.base_url, environment.get(BASE_URL, "").strip()),
        client_id=environment.get(CLIENT_ID, "").strip() or None,
        has_secret=bool(environment.get(CLIENT_SECRET, "").strip()),
        has_token=bool(environment.get(TOKEN, "").strip()),
        ca_file=_readable(flags.ca_file),
        readonly=flags.readonly,
        clipboard=flags.clipboard,
    )


def _base_url(flag: str | None, variable: str) -> str | None:
    origin, text = ("--base-url", flag) if flag is not None else (BASE_URL, variable)
    if not text and flag is None:
        return None
    try:
        return parse_base_url(text)
    except BaseUrlError as error:
        raise SettingsError(f"{origin}: {error}") from error


def _readable(ca_file: Path | None) -> Path | None:
    if ca_file is None:
        return None
    try:
        with ca_file.open("rb"):
            return ca_file
    except OSError as error:
        reason = error.strerror or "it can't be read"
        raise SettingsError(f"--ca-file: {ca_file}: {reason}.") from error
