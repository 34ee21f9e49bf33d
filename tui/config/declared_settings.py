"""Declaration of every setting, for flags, environment, config file, `config show` and README.

To add a setting, add an entry here and a field to `Settings`.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ..delivery.clipboard_routes import route_choices
from .limits import (
    COLORS,
    LEAST_QUIET,
    LEAST_REFRESH,
    LEAST_TIMEOUT,
    MOST_DAYS,
    MOST_HOURS,
    MOST_SECONDS,
    MOST_TIMEOUT,
)

CLIENT_SECRET = "RUNAI_CLIENT_SECRET"  # noqa: S105  (a name, not a secret)
TOKEN = "RUNAI_TOKEN"  # noqa: S105


class Kind(Enum):
    """Kinds of values; the enum's value completes the sentence "NAME has to be …"."""

    TEXT = 'a text in quotes, such as "5e7b3b7b"'
    URL = 'an address in quotes, such as "https://acme.run.ai"'
    PATH = 'a path in quotes, such as "~/ca.pem"'
    FLAG = "true or false"
    SECONDS = f"a number of seconds from 0 to {MOST_SECONDS}"
    REFRESH = f"a number of seconds from {LEAST_REFRESH} to {MOST_SECONDS}, or 0 for never"
    TIMEOUT = f"a number of seconds from {LEAST_TIMEOUT} to {MOST_TIMEOUT}"
    DAYS = f"a whole number of days from 1 to {MOST_DAYS}"
    HOURS = f"a whole number of hours from {LEAST_QUIET} to {MOST_HOURS}"
    COMMAND = 'a program and its arguments, such as ["pass", "show", "runai"]'
    CHOICE = "one of"


class Place(Enum):
    """Places for a setting in the config file; a profile overrides the top."""

    TOP = "top"
    PROFILE = "profile"


TOP = (Place.TOP,)
PROFILE = (Place.PROFILE,)
ANYWHERE = (Place.TOP, Place.PROFILE)


class Flag(NamedTuple):
    """A setting's flag on the command line."""

    help: str
    """Help text; a binding id in braces is replaced by its key."""
    metavar: str | None = None
    name: str = ""
    """Empty to derive it from the setting's name."""
    value: bool = True
    """The setting's value if the flag is given, for flags without an argument."""
    on_commands: bool = False
    """Whether the commands accept it, not only the screens."""


class Variable(NamedTuple):
    """A setting's environment variable."""

    name: str
    help: str
    is_secret: bool = False
    """Whether the value is a secret, which is read only when a connection is opened."""


class Setting(NamedTuple):
    """A setting, and every way to set it."""

    name: str
    kind: Kind
    meaning: str
    """Its description in the README."""
    places: tuple[Place, ...] = ()
    choices: tuple[str, ...] = ()
    flag: Flag | None = None
    variable: Variable | None = None
    is_field: bool = True
    """Whether `Settings` has a field of this name; the others only determine such a field."""

    @property
    def expected(self) -> str:
        """Description of the valid values in the config file."""
        choices = ", ".join(f'"{choice}"' for choice in self.choices)
        return f"{self.kind.value} {choices}".strip()

    @property
    def flag_name(self) -> str:
        """The name of its flag, such as `--ca-file`; empty without one."""
        if self.flag is None:
            return ""
        return self.flag.name or f"--{self.name.replace('_', '-')}"


SETTINGS = (
    Setting(
        "profile",
        Kind.TEXT,
        "the profile to connect with",
        flag=Flag("a profile of the config file", "NAME", on_commands=True),
        variable=Variable("RUNAI_PROFILE", "a profile of the config file"),
    ),
    Setting(
        "default_profile",
        Kind.TEXT,
        "the profile to use when none is named",
        TOP,
        is_field=False,
    ),
    Setting(
        "base_url",
        Kind.URL,
        "the control plane",
        PROFILE,
        flag=Flag("the control plane, such as https://acme.run.ai", "URL", on_commands=True),
        variable=Variable("RUNAI_BASE_URL", "or the control plane, such as https://acme.run.ai"),
    ),
    Setting(
        "client_id",
        Kind.TEXT,
        "the access key to sign in with",
        PROFILE,
        variable=Variable("RUNAI_CLIENT_ID", "an access key to sign in with"),
    ),
    Setting(
        "username",
        Kind.TEXT,
        "the local user to sign in as; the password is asked for",
        PROFILE,
    ),
    Setting(
        "client_secret_file",
        Kind.PATH,
        "a private file with only the secret",
        PROFILE,
        is_field=False,
    ),
    Setting(
        "secret_command",
        Kind.COMMAND,
        "a command that prints the secret",
        PROFILE,
        is_field=False,
    ),
    Setting(
        "client_secret",
        Kind.TEXT,
        "the secret itself; only in a file that is yours alone",
        PROFILE,
        variable=Variable(CLIENT_SECRET, "and its secret", is_secret=True),
        is_field=False,
    ),
    Setting(
        "token_command",
        Kind.COMMAND,
        "a command that prints a bearer token, run when needed",
        PROFILE,
        is_field=False,
    ),
    Setting(
        "command_needs_terminal",
        Kind.FLAG,
        "give the command the terminal while it runs, as for a passphrase",
        PROFILE,
        is_field=False,
    ),
    Setting(
        "token",
        Kind.TEXT,
        "a ready bearer token",
        variable=Variable(TOKEN, "or a ready bearer token", is_secret=True),
        is_field=False,
    ),
    Setting(
        "ca_file",
        Kind.PATH,
        "trust this certificate authority as well as the system's",
        PROFILE,
        flag=Flag(
            "trust this certificate authority as well as the system's", "PATH", on_commands=True
        ),
    ),
    Setting(
        "readonly",
        Kind.FLAG,
        "offer no action that changes anything",
        PROFILE,
        flag=Flag("offer no action that changes anything", on_commands=True),
    ),
    Setting("color", Kind.CHOICE, "mark the title bar with this colour", PROFILE, COLORS),
    Setting(
        "clipboard",
        Kind.CHOICE,
        "the clipboard route, as `--clipboard`",
        ANYWHERE,
        route_choices(),
        flag=Flag("the clipboard route (default: auto, the one that fits this terminal)"),
    ),
    Setting(
        "clear_after",
        Kind.SECONDS,
        "when a secret on a desktop's own clipboard is cleared; 45 by default, 0 is never",
        ANYWHERE,
    ),
    Setting(
        "delete_after",
        Kind.SECONDS,
        "how long a delete can be taken back; 5 by default, 0 is never",
        ANYWHERE,
    ),
    Setting(
        "idle_after",
        Kind.DAYS,
        "when an unused key counts as idle; 45 by default",
        ANYWHERE,
    ),
    Setting("stale_after", Kind.DAYS, "when it counts as stale; 90 by default", ANYWHERE),
    Setting(
        "quiet_for",
        Kind.HOURS,
        "how long nothing may have used a rotated key before it is deleted; 24 by default",
        ANYWHERE,
    ),
    Setting(
        "refresh",
        Kind.REFRESH,
        "how often the list is refreshed, as `--refresh`; 0 is never",
        ANYWHERE,
        flag=Flag(
            f"refresh the list every SECONDS, at least {LEAST_REFRESH} (default: never)",
            "SECONDS",
        ),
    ),
    Setting(
        "log_file",
        Kind.PATH,
        "the log file, as `--log-file`",
        TOP,
        flag=Flag("log to a private file, without secrets", "PATH", on_commands=True),
    ),
    Setting(
        "mouse",
        Kind.FLAG,
        "use the mouse; `{app.mouse}` and `--no-mouse` turn it off",
        TOP,
        flag=Flag(
            "leave the mouse to the terminal; {app.mouse} turns it on",
            name="--no-mouse",
            value=False,
        ),
    ),
    Setting(
        "theme",
        Kind.TEXT,
        "the theme, such as `runai-light`; `{app.theme}` shows others, and remembers the choice",
        TOP,
        flag=Flag("the theme, such as runai-light; {app.theme} shows others", "NAME"),
    ),
    Setting(
        "ascii",
        Kind.FLAG,
        "draw in plain ASCII, as `--ascii`",
        TOP,
        flag=Flag("draw in plain ASCII"),
    ),
    Setting("animations", Kind.FLAG, "animate changes, such as scrolling", TOP),
)

SECRET_SOURCES = ("client_secret_file", "secret_command", "client_secret", "token_command")
"""The settings for the source of a profile's secret; a profile has at most one of them."""

SECRET_COMMANDS = ("secret_command", "token_command")


def settings_at(place: Place) -> tuple[Setting, ...]:
    """Return the settings allowed in a place of the config file."""
    return tuple(setting for setting in SETTINGS if place in setting.places)
