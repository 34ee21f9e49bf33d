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


SAVE_OR_REVEAL = "Save it to a file, or reveal it."
SAVE_IT = "Save it to a file."
"""What can be done with a secret that was not copied."""


class NotCopied(Exception):
    """A text could not be handed on by one route.

    Args:
        reason: Why, as the end of a sentence, without its full stop.
        may_have_left: Whether it may have arrived all the same.
    """

    def __init__(self, reason: str, *, may_have_left: bool = False) -> None:
        super().__init__(reason)
        self.may_have_left = may_have_left


def verified(text: str) -> Outcome:
    """Say that something is known for certain."""
    return Outcome(Certainty.VERIFIED, text)


def sent(by: str, hint: str = "") -> Outcome:
    """Say that the text was sent to the terminal, and how.

    Args:
        by: The route.
        hint: What may stop it on its way.
    """
    text = f"Sent to your terminal by way of {by}: paste it to check before you leave"
    return Outcome(Certainty.SENT, f"{text} ({hint})." if hint else f"{text}.")


def failed(reason: object, instead: str = "") -> Outcome:
    """Say why the text did not leave, and what can be done instead."""
    return Outcome(Certainty.FAILED, f"Not copied: {reason}. {instead}".strip())


def asked_to_clear() -> Outcome:
    """Say that the terminal was told to forget the text, and no more than that."""
    return Outcome(Certainty.SENT, "Asked the terminal to clear the clipboard.")


def not_cleared(reason: object) -> Outcome:
    """Say why nothing was done to make the clipboard forget the text."""
    return Outcome(Certainty.FAILED, f"Not cleared: {reason}.")


def weakest(outcomes: list[Outcome]) -> Outcome:
    """Give the one that promises least."""
    return max(outcomes, key=lambda outcome: list(Certainty).index(outcome.certainty))
