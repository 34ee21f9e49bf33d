"""Target of a new secret, a file or a program, and the placeholders in its words."""

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
"""Placeholders in the arguments of a command; in a path there is only the first."""

_BRACES = re.compile(r"(?P<shell>\$?)\{(?P<blank>\s*)(?P<name>[A-Za-z][\w-]*)\s*\}")
_LIKE_A_SECRET = re.compile(r"secret|token|passw|credential", re.IGNORECASE)
_OTHER_PLACEHOLDER = re.compile(r"<([\w -]+)>|%(\w+)%|\$(\w+)")
"""Placeholders of other programs, with which somebody could mean the secret."""

_SECRET_FLAG = re.compile(
    r"--?[\w-]*(?:secret|token|passw|api-?key|header)[\w-]*(?<!file)(?<!stdin)", re.IGNORECASE
)
_SECRET_VALUE = re.compile(
    r"(?P<name>(?:bearer\s+|(?:secret|token|passw|api[-_]?key|authorization)[\w-]*[=:]))\s*\S.*",
    re.IGNORECASE,
)
"""Words of a command that may be a secret of the user's own: what follows these is not shown."""

_USER_FLAG = re.compile(r"-u|--(?:proxy-)?user")
_PASSWORD_OF_USER = re.compile(r":.+")
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^/@:\s]*:)[^/@\s]+(?=@)")

_ON_STANDARD_INPUT = ": the secret is given on standard input alone"


class PlaceholderError(ValueError):
    """A placeholder that can't be filled; the text says which, and what can."""


@dataclass(frozen=True)
class Target:
    """A file, or a program that gets the formatted secret on its standard input."""

    name: str
    """Its name in the config file."""
    form: SecretFormat
    path: Path | None = None
    """The file, perhaps with a placeholder in its path."""
    command: Words = ()
    """The program and its arguments, if there is no path."""
    readback: Words = ()
    """A program whose standard output must have the secret in it; empty for none."""
    time_limit: float | None = None
    """Seconds for each of the two programs, if the usual ones don't do."""
    needs_terminal: bool = False
    """Whether they ask for something in the terminal."""

    @property
    def timeout(self) -> float:
        """Seconds for each of its programs."""
        usual = TARGET_TERMINAL_TIMEOUT if self.needs_terminal else TARGET_TIMEOUT
        return self.time_limit or usual

    def file_for(self, name: str) -> Path:
        """Return the file of a key, of harmless characters where its name has others.

        Args:
            name: The name of the key.
        """
        if self.path is None:
            raise ValueError(self.name)
        from .secret_formats import file_stem

        return Path(filled(str(self.path), {"name": file_stem(name)}))

    def where(self) -> str:
        """Describe where a secret goes, as a shell would have it; the secret is `...`."""
        if self.path is not None:
            return f"... > {shown_command((str(self.path),))}"
        return f"... | {shown_command(self.command)}"

    def proof(self) -> str:
        """Describe how it is read back; empty if it is not."""
        return shown_command(self.readback)


def check_placeholders(
    text: str, known: Sequence[str] = PLACEHOLDERS, *, of_a_shell: bool = False
) -> None:
    """Check that all placeholders in a word of a command, or in a path, can be filled.

    Args:
        text: The word.
        known: The names of those that can.
        of_a_shell: Whether a shell reads it, which has `$VARIABLES` of its own.

    Raises:
        PlaceholderError: there is one that can't, or that asks for the secret.
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
    """Fill the placeholders in a text, once: not those in what they are replaced by."""

    def fill(braces: re.Match[str]) -> str:
        is_ours = not braces["shell"] and not braces["blank"]
        return values.get(braces["name"], braces[0]) if is_ours else braces[0]

    return _BRACES.sub(fill, text)


def placeholders_in(words: Words) -> set[str]:
    """Return the names of the placeholders in a command."""
    return {name for name in PLACEHOLDERS for word in words if filled(word, {name: ""}) != word}


def arguments(words: Words, texts: SecretText) -> Words:
    """Fill the placeholders in a command; the secret can't be among them."""
    values = {"name": texts.name, "client_id": texts.client_id, "base_url": texts.base_url}
    return tuple(filled(word, values) for word in words)


def shown_command(words: Words) -> str:
    """Write a command as a shell would have it, with `...` for what may be a secret in it."""
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
    # Braces mean something to a shell, but a reader is to see placeholders as they are.
    return text if _BRACES.search(text) and " " not in text else shlex.quote(text)
