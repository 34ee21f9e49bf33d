"""How a delivery went, in no more words than are known to be true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Certainty(Enum):
    """How sure it is that a text arrived."""

    VERIFIED = "verified"
    """It was read back from where it was put."""
    SENT = "sent"
    """It left; nobody can know whether it arrived."""
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of a delivery, and the sentence that says so."""

    certainty: Certainty
    text: str

    @property
    def left(self) -> bool:
        """Whether the text left the program."""
        return self.certainty is not Certainty.FAILED


def verified(text: str) -> Outcome:
    """Say that the text has arrived for certain."""
    return Outcome(Certainty.VERIFIED, text)


def sent(by: str) -> Outcome:
    """Say that the text was sent to the terminal, and how."""
    text = f"Sent to your terminal by way of {by}: paste it to check before you leave."
    return Outcome(Certainty.SENT, text)


def failed(reason: str) -> Outcome:
    """Say why the text did not leave."""
    return Outcome(Certainty.FAILED, f"Not copied: {reason}")
