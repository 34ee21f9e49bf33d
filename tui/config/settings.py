"""Settings of a run: connection, permissions and appearance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..api.base_url import note_of
from ..delivery.limits import CLEAR_AFTER

if TYPE_CHECKING:
    from ..delivery.target import Target

Role = Literal["admin", "user"]

_VALID_YEARS = range(1970, 9000)


class SettingsError(ValueError):
    """A setting is not valid; the text names it and the valid values."""


def parse_moment(text: str) -> datetime:
    """Parse an ISO 8601 date-time, which is in UTC unless it names a time zone.

    Raises:
        ValueError: the text is not valid, or the year is out of the range for computing ages.
    """
    moment = datetime.fromisoformat(text)
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    if moment.year not in _VALID_YEARS:
        raise ValueError(text)
    return moment


class SecretFile(NamedTuple):
    """A private file that holds a client secret and nothing else."""

    path: Path


class SecretInConfig(NamedTuple):
    """A client secret in the config file, under a profile."""

    path: Path
    profile: str


class SecretCommand(NamedTuple):
    """A command that prints a client secret."""

    argv: tuple[str, ...]
    needs_terminal: bool = False
    """Whether the command prompts in the terminal."""


class TokenCommand(NamedTuple):
    """A command that prints a bearer token."""

    argv: tuple[str, ...]
    needs_terminal: bool = False
    """Whether the command prompts in the terminal."""


Source = SecretFile | SecretInConfig | SecretCommand | TokenCommand
"""The source of a profile's secret."""


# Neither method is used, and dataclass would compile both at each start.
@dataclass(frozen=True, eq=False, repr=False)
class Settings:
    """Merged settings of flags, environment and config file, as declared in `declared_settings`.

    They hold the source of the secret, not the secret, which is read when a connection is opened.
    """

    profile: str = ""
    """The name of the profile in the config file; empty for none."""
    source: Source | None = None
    """The source of the profile's secret; None where the environment's is taken."""
    color: str = ""
    """One of COLORS, or empty."""
    clear_after: float = CLEAR_AFTER
    """Seconds until a secret on a desktop's own clipboard is cleared; 0 for never."""
    delete_after: float = 5.0
    """Seconds for which a single delete can be taken back before it is sent; 0 for none."""
    idle_after: int = 45
    """Days without use after which a key counts as idle."""
    stale_after: int = 90
    """Days without use after which a key counts as stale."""
    quiet_for: int = 24
    """Hours without use after which a rotated key is ready to be deleted."""
    refresh: float = 0.0
    """Seconds between automatic refreshes of a list; 0 for none."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Origin of each setting that is not a default, such as a flag or a line of a file."""

    base_url: str | None = None
    client_id: str | None = None
    username: str | None = None
    """A local user, who signs in with a password."""
    has_secret: bool = False
    """Whether RUNAI_CLIENT_SECRET is set."""
    has_token: bool = False
    """Whether RUNAI_TOKEN is set."""
    ca_file: Path | None = None
    readonly: bool = False
    clipboard: str = "auto"
    """One of `route_choices`."""
    log_file: Path | None = None
    """The log file; None for no log."""
    mouse: bool = True
    """Whether to use the mouse; the terminal can't select text with it then."""
    targets: Mapping[str, Target] = field(default_factory=dict)
    """The targets of new secrets, by their names in the config file."""
    ascii: bool = False
    """Whether to draw in plain ASCII."""
    theme: str = ""
    """The name of a theme; empty for the last chosen one, or else one that fits the terminal."""
    animations: bool = True
    few_colors: bool = False
    """Whether the terminal has only the 16 colours of its own palette."""
    background: str = ""
    """The terminal's background by the environment, `light` or `dark`; empty if unknown."""
    last_background: str = ""
    """The background of the last terminal that replied to a query, as a guess for this one."""
    demo_role: Role | None = None
    """The user's role in the demo; None for a real control plane."""
    demo_since: datetime | None = None
    """The time that the ages of the demo's keys are relative to; None for its start."""
    screencast: bool = False
    """Whether the screen is recorded: real names are replaced, and secrets are never shown."""
    frozen: datetime | None = None
    """The time at which the demo's clock is frozen; None for a running clock."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """The clock of this run."""
        frozen = self.frozen
        return (lambda: frozen) if frozen else lambda: datetime.now(UTC)

    @property
    def needs_terminal(self) -> bool:
        """Whether the command for the secret or token prompts in the terminal."""
        source = self.source
        return isinstance(source, SecretCommand | TokenCommand) and source.needs_terminal

    @property
    def complete(self) -> bool:
        """Whether a connection can be opened without asking the user for anything."""
        if self.demo_role is not None:
            return True
        has_secret = self.source is not None or self.has_pair or self.has_token
        return self.base_url is not None and has_secret

    @property
    def address_note(self) -> str:
        """Note about a correction of the control plane's address; empty if there was none."""
        note = note_of(self.base_url or "")
        return f"{self.origins.get('base_url', 'base_url')}: {note}" if note else ""

    @property
    def has_pair(self) -> bool:
        """Whether client ID and secret are set, which take precedence over a token."""
        return self.client_id is not None and self.has_secret
