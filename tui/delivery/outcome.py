"""Outcomes of copies, with sentences that claim no more than is known."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Certainty(Enum):
    """Certainty that a text arrived."""

    VERIFIED = "verified"
    """It was read back."""
    SENT = "sent"
    """It was sent; whether it arrived can't be known."""
    FAILED = "failed"


class Outcome(NamedTuple):
    """Outcome of a copy, and a sentence about it."""

    certainty: Certainty
    text: str

    @property
    def left(self) -> bool:
        """Whether the text left the program."""
        return self.certainty is not Certainty.FAILED


SAVE_OR_REVEAL = "Save it to a file, or reveal it."
SAVE_IT = "Save it to a file."
"""Advice for a secret that was not copied."""

HISTORY = "a clipboard history may keep it"
"""Reservation about a copied secret."""


class NotCopied(Exception):
    """A text could not be copied.

    Args:
        reason: The end of a sentence, without full stop.
        may_have_left: Whether the text may have arrived nevertheless.
    """

    def __init__(self, reason: str, *, may_have_left: bool = False) -> None:
        super().__init__(reason)
        self.may_have_left = may_have_left


def verified(text: str) -> Outcome:
    """Return an outcome that is known for certain."""
    return Outcome(Certainty.VERIFIED, text)


def copied_in_x() -> Outcome:
    """Return the outcome of a copy to the clipboard of an X server on a Wayland desktop."""
    text = "Copied to X's clipboard, which Wayland windows may not get: paste it to check before"
    return Outcome(Certainty.SENT, f"{text} you leave, and install wl-clipboard.")


def sent(by: str, hint: str = "") -> Outcome:
    """Return the outcome of a text that was sent to the terminal.

    Args:
        by: Title of the route.
        hint: Note about something that may keep the text from arriving.
    """
    text = f"Sent to your terminal by way of {by}: paste it to check before you leave"
    return Outcome(Certainty.SENT, f"{text} ({hint})." if hint else f"{text}.")


def sent_to(terminal: str) -> Outcome:
    """Return the outcome of a text that was sent to a known terminal.

    Args:
        terminal: Name of the terminal, and what it does with the text.
    """
    return Outcome(Certainty.SENT, f"Sent to {terminal}: paste it to check before you leave.")


def failed(reason: object, instead: str = "") -> Outcome:
    """Return the outcome of a text that was not sent, with advice."""
    return Outcome(Certainty.FAILED, f"Not copied: {reason}. {instead}".strip())


def cleared(clipboard: str) -> Outcome:
    """Return the outcome of a clipboard that was cleared."""
    return verified(f"Cleared {clipboard}; a clipboard history may still hold it.")


def left_alone() -> Outcome:
    """Return the outcome of a clipboard that the user has copied something else to."""
    return verified("The clipboard holds something else by now, which was left alone.")


def asked_to_clear(keeper: str = "") -> Outcome:
    """Return the outcome of a terminal that was asked to clear its clipboard, but may not have.

    Args:
        keeper: Name of a tmux that may keep the text in a paste buffer.
    """
    text = "Asked the terminal to clear the clipboard."
    if keeper:
        text += (
            f" If set-clipboard is on in {keeper}, a paste buffer there still holds it: "
            "delete it by tmux choose-buffer."
        )
    return Outcome(Certainty.SENT, text)


def not_cleared(reason: object) -> Outcome:
    """Return the outcome of a clipboard that was not cleared."""
    return Outcome(Certainty.FAILED, f"Not cleared: {reason}.")


def weakest(outcomes: list[Outcome]) -> Outcome:
    """Return the least certain of the outcomes."""
    return max(outcomes, key=lambda outcome: list(Certainty).index(outcome.certainty))
