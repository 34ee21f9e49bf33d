"""Target of a new secret, a file or a command, and the placeholders in it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..text import clean
from .limits import TARGET_TERMINAL_TIMEOUT, TARGET_TIMEOUT

if TYPE_CHECKING:
    from .secret_formats import SecretFormat, SecretText

Words = tuple[str, ...]

PLACEHOLDERS = ("name", "client_id", "base_url")
"""Placeholders in the arguments of a command; a path can have only the first."""

_BRACES = re.compile(r"(?P<shell>\$?)\{(?P<blank>\s*)(?P<name>[A-Za-z][\w-]*)\s*\}")
_LIKE_A_SECRET = re.compile(r"secret|token|passw|credential", re.IGNORECASE)
_OTHER_PLACEHOLDER = re.compile(r"<([\w -]+)>|%(\w+)%|\$(\w+)")
"""Placeholders of other programs, which a user could write for the secret."""

_SECRET_FLAG = re.compile(
    r"--?[\w-]*(?:secret|token|passw|api-?key|header)[\w-]*(?<!file)(?<!stdin)", re.IGNORECASE
)
_SECRET_VALUE = re.compile(
    r"(?P<name>(?:bearer\s+|(?:secret|token|passw|api[-_]?key|authorization)[\w-]*[=:]))\s*\S.*",
    re.IGNORECASE,
)
"""Arguments after which the user's own secrets may follow, which are not shown."""

_USER_FLAG = re.compile(r"-u|--(?:proxy-)?user")
_PASSWORD_OF_USER = re.compile(r":.+")
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^/@:\s]*:)[^/@\s]+(?=@)")

_ON_STANDARD_INPUT = ": the secret is given on standard input alone"


class PlaceholderError(ValueError):
    """A placeholder can't be filled; the text names it and the valid ones."""


@dataclass(frozen=True)
class Target:
    """A file, or a command that gets the formatted secret on its standard input."""

    name: str
    """Name in the config file."""
    form: SecretFormat
    path: Path | None = None
    """The file; its path may have a placeholder."""
    command: Words = ()
    """The command, if there is no path."""
    readback: Words = ()
    """Command whose standard output must contain the secret; empty for none."""
    time_limit: float | None = None
    """Timeout of each command in seconds; None for the default."""
    needs_terminal: bool = False
    """Whether the commands prompt in the terminal."""

    @property
    def timeout(self) -> float:
        """Seconds that each of its commands may take."""
        default = TARGET_TERMINAL_TIMEOUT if self.needs_terminal else TARGET_TIMEOUT
        return self.time_limit or default

    def file_for(self, name: str) -> Path:
        """Return the path of the file for a key, in which unsafe characters are replaced."""
        if self.path is None:
            raise ValueError(self.name)
        from .secret_formats import file_stem

        return Path(filled(str(self.path), {"name": file_stem(name)}))

    def where(self) -> str:
        """Describe the target as shell code, in which `...` stands for the secret."""
        if self.path is not None:
            return f"... > {shown_command((str(self.path),))}"
        return f"... | {shown_command(self.command)}"

    def proof(self) -> str:
        """Describe the readback as shell code; empty if there is none."""
        return shown_command(self.readback)


def check_placeholders(text: str, known: Sequence[str], *, of_a_shell: bool) -> None:
    """Check that all placeholders in an argument or a path can be filled.

    Args:
        text: The argument or path.
        known: Names of the valid placeholders.
        of_a_shell: Whether a shell reads the text, which expands `$VARIABLES` itself.

    Raises:
        PlaceholderError: one can't be filled, or stands for the secret.
    """
    for other in _OTHER_PLACEHOLDER.finditer(text):
        is_shells = of_a_shell and other[0].startswith("$")
        if not is_shells and _LIKE_A_SECRET.search(other[0]):
            raise PlaceholderError(f"{other[0]}{_ON_STANDARD_INPUT}")
    for braces in _BRACES.finditer(text):
        name, braced = braces["name"], braces[0]
        if _LIKE_A_SECRET.search(name):
            raise PlaceholderError(f"{braced}{_ON_STANDARD_INPUT}")
        is_ours = not braces["shell"] and not braces["blank"]
        if is_ours and name not in known:
            names = " or ".join(f"{{{name}}}" for name in known)
            others = f"use {names}" if names else "none can be used here"
            raise PlaceholderError(f"{braced} is no placeholder: {others}")


def filled(text: str, values: dict[str, str]) -> str:
    """Fill the placeholders in a text, but not placeholders in the inserted values."""

    def fill(braces: re.Match[str]) -> str:
        is_ours = not braces["shell"] and not braces["blank"]
        return values.get(braces["name"], braces[0]) if is_ours else braces[0]

    return _BRACES.sub(fill, text)


def placeholders_in(words: Words) -> set[str]:
    """Return the names of the placeholders in a command."""
    return {name for name in PLACEHOLDERS for word in words if filled(word, {name: ""}) != word}


def arguments(words: Words, texts: SecretText) -> Words:
    """Fill the placeholders in a command, none of which is the secret."""
    values = {"name": texts.name, "client_id": texts.client_id, "base_url": texts.base_url}
    return tuple(filled(word, values) for word in words)


def shown_command(words: Words) -> str:
    """Format a command as shell code, with `...` in place of possible secrets."""
    before = ("", *words)
    shown = (_without_secret(word, flag) for flag, word in zip(before, words, strict=False))
    return clean(" ".join(map(_word, shown)), 400)


def _without_secret(word: str, flag: str) -> str:
    if _SECRET_FLAG.fullmatch(flag):
        return "..."
    if _USER_FLAG.fullmatch(flag):
        return _PASSWORD_OF_USER.sub(":...", word)
    return _PASSWORD_IN_URL.sub(r"\1...", _SECRET_VALUE.sub(r"\g<name>...", word))


def _word(text: str) -> str:
    # Not quoted for its braces: placeholders are easier to read without quotes.
    return text if _BRACES.search(text) and " " not in text else shlex.quote(text)
