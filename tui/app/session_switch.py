"""Session switch: signs in, goes on with another session, and makes the screens for it."""

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
"""The mode without content, while the others are made anew."""


class SessionSwitch:
    """Holds the current session, and makes its screens, each of which is a mode of the app."""

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
        """The list that signing in has loaded, until the screen for it is made."""
        self._lists: list[KeyListScreen] = []
        """The screens on the current session."""
        self._switching = False
        self._turn = asyncio.Lock()
        """Held while the screens are made anew: never twice at the same time."""
        app.add_mode(_BETWEEN, Screen)
        self._add_modes()

    def _add_modes(self) -> None:
        self._app.add_mode("mine", self._my_keys)
        self._app.add_mode("all", self._all_keys)

    def _my_keys(self) -> MyKeysScreen:
        # Users who can't have keys are told why by the response to the list's own request.
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
        """Whether an action on a list has begun, and the dialog it opens is still to appear.

        While the session is switched, the screens are.
        """
        if self._switching:
            return True
        stack = self._app.screen_stack
        return bool(stack) and isinstance(stack[-1], KeyListScreen) and stack[-1].steps.opening

    def sign_in(self) -> None:
        """Ask for credentials first, as the settings hold none."""
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
            # Nothing of one user may be shown to another.
            self.go_on_with(self.current, signed_in.found)
            self._app.notify("Open dialogs were closed without doing anything.", markup=False)

    def go_on_with(self, session: Session, found: KeyList) -> None:
        """Begin anew: no list, mark or request of the last user is left.

        Args:
            session: The session to go on with; the last one is closed.
            found: The keys that signing in has listed.
        """
        self._app.run_worker(self._go_on_with(session, found), group="session")

    async def _go_on_with(self, session: Session, found: KeyList) -> None:
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
