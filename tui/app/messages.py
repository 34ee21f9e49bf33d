"""Messages to the application, and its replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from textual.screen import Screen

    from ..api.access_key import KeyList
    from ..api.errors import SignInFailed
    from ..delivery.print_at_exit import Printout
    from ..session.session import Session


class SignInNeeded(Message):
    """A request was refused because the sign-in has expired."""

    def __init__(self, asker: Screen[Any], error: SignInFailed) -> None:
        super().__init__()
        self.asker = asker
        """The screen to notify once the user has signed in again."""
        self.error = error


class SignedInAgain(Message, bubble=False):
    """The user has signed in again: a request that only reads can be sent again."""


class Connected(Message):
    """Another session is signed in, or this one as another user: its screens replace all others."""

    def __init__(self, session: Session, found: KeyList) -> None:
        super().__init__()
        self.session = session
        self.found = found


class DialogMoved(Message):
    """A dialog has opened, closed or may have grown, so that it covers another area."""


class PrintRequested(Message):
    """A secret is to be printed when the program ends."""

    def __init__(self, printout: Printout) -> None:
        super().__init__()
        self.printout = printout
