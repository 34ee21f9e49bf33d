"""The form for credentials, over a list that stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from ..keymap import key_name
from .sign_in import SignInScreen

if TYPE_CHECKING:
    from ...session.session import Session


class SignInAgainScreen(SignInScreen):
    """Says why it asks, and can be left without signing in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="app.leave", tooltip="Go back without signing in"),
    ]

    def __init__(self, session: Session, reason: str) -> None:
        super().__init__(session)
        self._reason = reason

    def on_mount(self) -> None:
        """Say why."""
        self.say(
            f"{self._reason} Sign in to go on; {key_name('app.leave')} goes back.", failed=True
        )

    async def action_leave(self) -> None:
        """Go back to what is beneath."""
        if self.is_active:
            self.dismiss(None)
