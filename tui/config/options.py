"""What may stand in the config file, declared once: reading, showing and the README use it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .limits import CLIPBOARD_ROUTES, COLORS, LEAST_REFRESH, MOST_SECONDS


class Kind(Enum):
    """The kinds of values; each value says what is expected, for whoever wrote another one."""

    TEXT = 'a text in quotes, such as "5e7b3b7b"'
    URL = 'an address in quotes, such as "https://acme.run.ai"'
    PATH = 'a path in quotes, such as "~/ca.pem"'
    FLAG = "true or false"
    SECONDS = f"a number of seconds from 0 to {MOST_SECONDS}"
    REFRESH = f"a number of seconds from {LEAST_REFRESH} to {MOST_SECONDS}, or 0 for never"
    DAYS = "a whole number of days from 1 to 3650"
    COMMAND = 'a program and its arguments, such as ["pass", "show", "runai"]'
    CHOICE = "one of"


@dataclass(frozen=True)
class Option:
    """One setting of the file."""

    name: str
    kind: Kind
    meaning: str
    choices: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What a value has to be, in words."""
        choices = ", ".join(f'"{choice}"' for choice in self.choices)
        return f"{self.kind.value} {choices}".strip()


CLIPBOARD = Option(
    "clipboard", Kind.CHOICE, "the way to your clipboard, as `--clipboard`", CLIPBOARD_ROUTES
)
CLEAR_AFTER = Option(
    "clear_after", Kind.SECONDS, "when a copied secret is cleared that was read back; 0 is never"
)
DELETE_AFTER = Option(
    "delete_after", Kind.SECONDS, "how long a delete can be taken back; 5 by default, 0 is never"
)

IDLE_AFTER = Option("idle_after", Kind.DAYS, "when an unused key counts as idle; 45 by default")
STALE_AFTER = Option("stale_after", Kind.DAYS, "when it counts as stale; 90 by default")

REFRESH = Option(
    "refresh", Kind.REFRESH, "how often a list is loaded again by itself, as `--refresh`"
)

LOG_FILE = Option("log_file", Kind.PATH, "where to write what the program does, as `--log-file`")

MOUSE = Option("mouse", Kind.FLAG, "take the mouse; `m` and `--no-mouse` do without")
THEME = Option(
    "theme", Kind.TEXT, "the colours, such as `runai-light`; `T` shows and remembers others"
)
ANIMATIONS = Option("animations", Kind.FLAG, "let things move, such as a list that scrolls")
ASCII = Option("ascii", Kind.FLAG, "draw in plain ASCII, as `--ascii`")

_EITHER = (CLIPBOARD, CLEAR_AFTER, DELETE_AFTER, IDLE_AFTER, STALE_AFTER, REFRESH)
"""What holds for every profile that does not say otherwise."""

GENERAL = (
    Option("default_profile", Kind.TEXT, "the profile to take when none is asked for"),
    *_EITHER,
    LOG_FILE,
    MOUSE,
    THEME,
    ASCII,
    ANIMATIONS,
)
"""What stands at the top of the file, and holds for every profile."""

PROFILE = (
    Option("base_url", Kind.URL, "the control plane"),
    Option("client_id", Kind.TEXT, "the access key to sign in with"),
    Option("username", Kind.TEXT, "the local user to sign in as; the password is asked for"),
    Option("client_secret_file", Kind.PATH, "a private file with its secret and nothing else"),
    Option("secret_command", Kind.COMMAND, "a command that prints its secret"),
    Option("client_secret", Kind.TEXT, "its secret itself; only in a file that is yours alone"),
    Option("token_command", Kind.COMMAND, "a command that prints a bearer token, run when needed"),
    Option(
        "command_needs_terminal",
        Kind.FLAG,
        "leave the terminal to that command while it runs, as for a passphrase",
    ),
    Option("ca_file", Kind.PATH, "trust this certificate authority as well"),
    Option("readonly", Kind.FLAG, "offer nothing that changes anything"),
    Option("color", Kind.CHOICE, "mark the title bar with this colour", COLORS),
    *_EITHER,
)
"""What stands in a table `[profiles.NAME]`."""

SECRETS = ("client_secret_file", "secret_command", "client_secret", "token_command")
"""The options that say where a secret comes from; a profile has one of them at the most."""

COMMANDS = ("secret_command", "token_command")
"""Those of them that are run."""
