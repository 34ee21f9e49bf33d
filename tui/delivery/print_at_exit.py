"""Prints a secret at the end of the program, for users who can't get it in any other way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from .outcome import Certainty, Outcome
from .write_whole import flush_to_disk, write_whole_text

if TYPE_CHECKING:
    from pydantic import SecretStr


@dataclass(frozen=True)
class Printout:
    """A secret to be printed to standard output at the end of the program."""

    name: str
    """The key's name."""
    secret: SecretStr
    delivered: Callable[[], None]
    """Called after it was printed."""
    renewed_by: str
    """Key press that replaces the secret, if printing fails."""

    def write(self, out: TextIO) -> Outcome:
        """Print the bare secret; on success, the outcome has a text only for a terminal."""
        try:
            write_whole_text(out, f"{self.secret.get_secret_value()}\n")
            flush_to_disk(out)
        except (OSError, ValueError, AttributeError):  # AttributeError: the stream is None
            text = f"The secret of {self.name} could not be printed: {self.renewed_by} replaces it."
            return Outcome(Certainty.FAILED, text)
        self.delivered()
        kept = f"This is the secret of {self.name}: the terminal keeps it in its scrollback."
        return Outcome(Certainty.SENT, kept if out.isatty() else "")
