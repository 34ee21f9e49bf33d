"""Session switch: signs in, switches to another session, and creates its screens."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen

from .messages import SignedInAgain
from .screens.key_list import KeyListScreen
from .screens.my_keys import MyKeysScreen

if TYPE_CHECKING:
    from textual.app import App

    from ..api.access_key import KeyList
    from ..delivery.clipboard import Clipboard
    from ..delivery.undelivered import UndeliveredNotes
    from ..session.session import Session
    from .appearance import Appearance
    from .messages import SignInNeeded
    from .screens.all_keys import AllKeysScreen

ListScreen = TypeVar("ListScreen", bound=KeyListScreen)

_BETWEEN = "between"
"""Mode of an empty screen, while those of the lists are replaced."""


class SessionSwitch:
    """Holder of the current session, which creates its screens, each a mode of the app."""

    def __init__(
        self,
        app: App[Any],
        session: Session,
        clipboard: Clipboard,
        notes: UndeliveredNotes | None,
        appearance: Appearance,
    ) -> None:
        self.current = session
        self._app = app
        self._clipboard = clipboard
        self._notes = notes
        self._appearance = appearance
        self._found: KeyList | None = None
        """The list loaded by signing in, until its screen is created."""
        self._lists: list[KeyListScreen] = []
        """The screens of the current session."""
        self._switching = False
        self._turn = asyncio.Lock()
        """Held while the screens are replaced, so that switches don't overlap."""
        app.add_mode(_BETWEEN, Screen)
        self._add_modes()

    def _add_modes(self) -> None:
        self._app.add_mode("mine", self._my_keys)
        self._app.add_mode("all", self._all_keys)

    def _my_keys(self) -> MyKeysScreen:
        # For users who can't have keys, the list's own request returns the reason.
        found = self._found if self.current.has_own_keys else None
        self._found = None
        return self._prepare(MyKeysScreen(self.current, self._clipboard, self._notes, found))

    def _all_keys(self) -> AllKeysScreen:
        from .screens.all_keys import AllKeysScreen

        return self._prepare(AllKeysScreen(self.current, self._clipboard))

    def _prepare(self, screen: ListScreen) -> ListScreen:
        self._lists.append(screen)
        return self._appearance.prepare(screen)

    @property
    def is_opening(self) -> bool:
        """Whether a dialog of an action is about to open, or the screens are being replaced."""
        if self._switching:
            return True
        stack = self._app.screen_stack
        return bool(stack) and isinstance(stack[-1], KeyListScreen) and stack[-1].steps.opening

    def sign_in(self) -> None:
        """Ask for credentials, as the settings have none."""
        self._app.run_worker(self._sign_in(), group="dialog")

    async def _sign_in(self) -> None:
        from .ask import ask
        from .screens.sign_in import SignInScreen

        self._found = await ask(self._app, SignInScreen(self.current))
        self._app.switch_mode("mine")

    def sign_in_again(self, refused: SignInNeeded) -> None:
        """Ask for credentials after a request was refused, unless something must stay visible."""
        from .dialogs.secret.secret_panel import SecretPanel
        from .screens.sign_in import SignInScreen

        stack = self._app.screen_stack
        if not any(isinstance(screen, SignInScreen | SecretPanel) for screen in stack):
            self._app.run_worker(self._sign_in_again(refused), group="dialog")

    async def _sign_in_again(self, refused: SignInNeeded) -> None:
        from .ask import ask
        from .sign_in_again import sign_in_again

        signed_in = await sign_in_again(self.current, refused.error, partial(ask, self._app))
        if signed_in is None:
            return
        if signed_in.same_user:
            refused.asker.post_message(SignedInAgain())
        else:
            # Nothing of one user may be visible to another.
            self.switch_to(self.current, signed_in.found)
            self._app.notify("Open dialogs were closed without doing anything.", markup=False)

    def switch_to(self, session: Session, found: KeyList) -> None:
        """Switch to a session; no list, mark or request of the last user remains.

        Args:
            session: The new session; the last one is closed.
            found: The keys listed by signing in.
        """
        self._app.run_worker(self._switch_in_turn(session, found), group="session")

    async def _switch_in_turn(self, session: Session, found: KeyList) -> None:
        async with self._turn:
            await self._switch(session, found)

    async def _switch(self, session: Session, found: KeyList) -> None:
        app, last = self._app, self.current
        self._switching = True
        for screen in self._lists:
            screen.steps.stop()
        self._lists.clear()
        self.current, self._found = session, found
        for abandoned in last.deletes.abandon():
            app.notify(abandoned, severity="warning", markup=False)
        if session is not last and (note := session.settings.address_note):
            app.notify(note, markup=False)
        session.counts.clear()
        self._clipboard.use(session.settings.clipboard, session.settings.clear_after)
        with app.batch_update():
            await app.switch_mode(_BETWEEN)
            for mode in ("mine", "all"):
                await app.remove_mode(mode)
            self._add_modes()
            await app.switch_mode("mine")
        self._switching = False
        if last is not session:
            await last.aclose()
