"""What passes between those who are not signed in any more and the one who can ask for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from textual.screen import Screen

    from ....api.errors import SignInFailed


NOT_SENT = "It was not carried out, and can be sent again."
"""A change that is refused for want of a sign-in is never repeated unasked."""

SIGNED_IN = f"You are signed in again. {NOT_SENT}"


class SignInNeeded(Message):
    """Something was refused, because the sign-in does not hold any more."""

    def __init__(self, asker: Screen[Any], error: SignInFailed) -> None:
        super().__init__()
        self.asker = asker
        self.error = error


class SignedInAgain(Message, bubble=False):
    """The user has signed in again: what was only read can be read once more."""
