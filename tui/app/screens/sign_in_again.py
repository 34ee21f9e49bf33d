"""Sign-in screen on top of a list, after a request was refused for its sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..keymap import key_name
from ..widgets.bindings_view import bind
from .sign_in import SignInScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

    from ...session.session import Session


class SignInAgainScreen(SignInScreen):
    """Sign-in screen that shows a reason, and can be left without signing in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.leave", "leave", "Back", tooltip="Go back without signing in"),
    ]

    def __init__(self, session: Session, reason: str) -> None:
        super().__init__(session)
        self._reason = reason

    def on_mount(self) -> None:
        """Show the reason."""
        self.say(
            f"{self._reason} Sign in to go on; {key_name('app.leave')} goes back.", failed=True
        )

    async def action_leave(self) -> None:
        """Go back to the screen beneath."""
        if self.is_active:
            self.dismiss(None)
