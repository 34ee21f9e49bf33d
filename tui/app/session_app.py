"""The life of the application's connection, and of the screens that are on it."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import App
from textual.screen import Screen

from ..delivery.clipboard import Clipboard
from .line_filters import Veil
from .messages import Connected, SignedInAgain, SignInNeeded
from .screens.my_keys import MyKeysScreen
from .sign_in_again import sign_in_again
from .terminal.textual_internals import hide_environment, write_to_terminal
from .themed_app import DressedApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.filter import LineFilter

    from ..api.access_key import KeyList
    from ..api.errors import SignInFailed
    from ..delivery.undelivered import UndeliveredNotes
    from ..session.session import Session
    from .screens.all_keys import AllKeysScreen


_BETWEEN = "between"
"""The mode with nothing in it, while the others are made anew."""


class ConnectedApp(DressedApp):
    """Two screens of keys on one session."""

    _first: KeyList | None = None
    """The list that signing in gave, until the screen for it is made."""

    def __init__(self, session: Session, pending: UndeliveredNotes | None = None) -> None:
        if not session.ready:
            # The mode that Textual starts with; by default it would paint an empty one before ours.
            self.DEFAULT_MODE = App.DEFAULT_MODE  # type: ignore[misc]
        super().__init__()
        # For the look of the terminal Textual keeps a copy of the environment, secrets and all.
        hide_environment(self, "RUNAI_")
        self._session = session
        self._key_clipboard = Clipboard(
            os.environ,
            self._write_to_terminal,
            route=session.settings.clipboard,
            clear_after=session.settings.clear_after,
            recorded=session.settings.screencast,
        )
        self._keep_clipboard = False
        self._veil = (Veil(session.disguise.uncovered),) if session.disguise.hides else ()
        self.dress(session.settings)
        self._pending = pending
        self.add_mode(_BETWEEN, Screen)
        self._add_modes()

    def _add_modes(self) -> None:
        self.add_mode("mine", self._my_keys)
        self.add_mode("all", self._all_keys)

    def _my_keys(self) -> MyKeysScreen:
        first, self._first = self._first, None
        return self.styled(MyKeysScreen(self._session, self._key_clipboard, self._pending, first))

    def _all_keys(self) -> AllKeysScreen:
        from .screens.all_keys import AllKeysScreen

        return self.styled(AllKeysScreen(self._session, self._key_clipboard))

    @work(group="dialog")
    async def _sign_in(self) -> None:
        from .screens.sign_in import SignInScreen

        self._first = await self.push_screen_wait(SignInScreen(self._session))
        self.switch_mode("mine")

    @on(SignInNeeded)
    def _ask_to_sign_in(self, event: SignInNeeded) -> None:
        event.stop()
        from .dialogs.secret.secret_panel import SecretPanel
        from .screens.sign_in import SignInScreen

        # A secret that is on the screen is not covered.
        busy = any(isinstance(each, SignInScreen | SecretPanel) for each in self.screen_stack)
        if not busy:
            self._sign_in_again(event.asker, event.error)

    @work(group="dialog")
    async def _sign_in_again(self, asker: Screen[Any], error: SignInFailed) -> None:
        signed_in = await sign_in_again(self._session, str(error), self.push_screen_wait)
        if signed_in is None:
            return
        if signed_in.same_user:
            asker.post_message(SignedInAgain())
        else:
            # Nothing of one user is left to another one.
            self._go_on_with(self._session, signed_in.found)
            self.notify("What was open was closed, and not carried out.", markup=False)

    @on(Connected)
    def _switch(self, event: Connected) -> None:
        event.stop()
        self._go_on_with(event.session, event.found)

    @work(group="session")
    async def _go_on_with(self, session: Session, found: KeyList) -> None:
        """Begin anew: no list, mark or request of before is left, nor who it was for."""
        before, self._session, self._first = self._session, session, found
        for told in before.deletes.abandon():
            self.notify(told, severity="warning", markup=False)
        session.counts.clear()
        settings = session.settings
        self._key_clipboard.use(settings.clipboard, settings.clear_after)
        with self.batch_update():
            await self.switch_mode(_BETWEEN)
            for mode in ("mine", "all"):
                await self.remove_mode(mode)
            self._add_modes()
            await self.switch_mode("mine")
        if before is not session:
            await before.aclose()

    async def on_unmount(self) -> None:
        """Close the connection once nothing uses it any more."""
        self.workers.cancel_all()
        await asyncio.sleep(0)
        await self._key_clipboard.aclose(keep=self._keep_clipboard)
        await self._session.aclose()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Have each line pass what covers real values, where a widget has let one through."""
        return [*super().get_line_filters(), *self._veil]

    def notify(self, message: str, **options: Any) -> None:  # noqa: ANN401 - Textual's own
        """Pop a message up, without anything real in it that must not be shown."""
        super().notify(self._session.disguise.text(message), **options)

    def _write_to_terminal(self, sequence: str) -> None:
        write_to_terminal(self, sequence)
