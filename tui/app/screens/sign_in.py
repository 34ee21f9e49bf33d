"""Sign-in screen: the form for credentials, shown when the settings hold none."""

from __future__ import annotations

import asyncio
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Input

from ...api.base_url import note_of
from ...api.errors import ApiError, LoginEnded, Rejected, SignInFailed, Untrusted
from ...config.other_names import other_names_hint
from ...config.settings import SettingsError
from ...session.sign_in_input import SignInMethod
from ..ask import ask
from ..cancellation import ends_when_cancelled
from ..dialogs.program.trust_certificate import offer_trust
from ..widgets.anchored_layout import AnchoredLayout
from ..widgets.bindings_view import bind
from ..widgets.footer import Footer
from ..widgets.notice import Notice
from ..widgets.radio_row import RadioRow
from ..widgets.sign_in_form import Refused, SignInForm
from ..widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ...api.access_key import KeyList
    from ...session.session import Session
    from ...session.sign_in_input import SignInInput

_READ_WITHIN = 15.0
"""Seconds that a notice about the saved profile stays, as it says what to do next."""


class SignInScreen(Screen["KeyList | None"]):
    """Asks for a control plane and credentials, and stores nothing unasked.

    Its result is the list of keys loaded by signing in. Typed input survives a failure.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.go_on", "submit", "Go on", tooltip="Sign in"),
        bind("move.field", "go(1)", "Next", tooltip="Next field"),
        bind("move.field_before", "go(-1)", "Back", tooltip="Previous field"),
        bind("app.leave", "leave", "Leave", tooltip="Leave without signing in"),
    ]

    CSS_PATH = "sign_in.tcss"

    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall"), (28, "-roomy")]

    waiting: var[bool] = var(False, init=False)
    """Whether a sign-in is in progress."""
    _typed: SignInInput | None = None
    """Typed credentials, until the worker that signs in has taken them."""
    _found: KeyList | None = None
    """The result, until the screen can be left."""

    class LoginFound(Message):
        """The vendor's CLI is logged in."""

        def __init__(self, base_url: str) -> None:
            super().__init__()
            self.base_url = base_url

    class Failed(Message):
        """The sign-in failed because of what is in a field."""

        def __init__(self, reason: str, field: str) -> None:
            super().__init__()
            self.reason = reason
            self.field = field

    class SignedIn(Message):
        """The session is signed in, and has listed the user's keys."""

        def __init__(self, found: KeyList) -> None:
            super().__init__()
            self.found = found

    def __init__(self, session: Session) -> None:
        super().__init__()
        AnchoredLayout.use_on(self, "card")
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        yield TitleBar()
        with Vertical(id="card") as card:
            card.border_title = "Sign in to a Run:ai control plane"
            yield SignInForm(self._session)
            yield Notice()
        yield Footer()

    def on_mount(self) -> None:
        """Show a hint about the settings, and look for a login of the vendor's CLI."""
        settings = self._session.settings
        hint = settings.address_note or other_names_hint(settings)
        # A session that was signed in before shows the reason of the refusal instead.
        if hint and not self._session.can_connect:
            self.say(self._session.disguise.text(hint))
        self._look_for_login()

    @work(group="login")
    async def _look_for_login(self) -> None:
        await self._session.drawn.wait()
        vendor_cli = await asyncio.to_thread(import_module, "tui.config.vendor_cli")
        base_url = await asyncio.to_thread(vendor_cli.login_url)
        if base_url is not None:
            self.post_message(self.LoginFound(base_url))

    @on(LoginFound)
    def _offer_login(self, event: LoginFound) -> None:
        event.stop()
        self.query_one(SignInForm).offer_login(event.base_url)

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a notice beneath the form."""
        self.query_one(Notice).say(text, failed=failed)

    @on(Input.Submitted)
    @on(RadioRow.Submitted)
    def _entered(self, event: Input.Submitted | RadioRow.Submitted) -> None:
        event.stop()
        self.action_submit()

    def action_go(self, by: int) -> None:
        """Go to the next field, or the one before."""
        self.query_one(SignInForm).go(by)

    def action_submit(self) -> None:
        """Sign in, or go to the field that is wrong and show the reason."""
        if self.waiting:
            return
        try:
            typed = self.query_one(SignInForm).typed()
        except Refused as error:
            self._refuse(error.field, str(error))
            return
        if typed.method is SignInMethod.PASSWORD:
            # The server may quote the name in an error.
            self._session.disguise.owner(typed.name)
        self.waiting = True
        if note := note_of(typed.base_url):
            self.query_one(SignInForm).show_address(typed.base_url)
            self.app.notify(note, markup=False)
        self.say("Signing in…")
        self._typed = typed
        self._sign_in()

    def _refuse(self, field: str, reason: str) -> None:
        self.query_one(SignInForm).focus_on(field)
        self.say(reason, failed=True)

    @work(group="sign-in")
    @ends_when_cancelled
    async def _sign_in(self) -> None:
        # Not as an argument: the connection keeps the context it was opened in, and so the worker.
        typed, self._typed = self._typed, None
        if typed is None:
            return
        connection = await asyncio.to_thread(import_module, "tui.session.connect")
        profiles = await asyncio.to_thread(import_module, "tui.session.save_profile")
        settings = self._session.settings
        try:
            if typed.profile:
                await profiles.check_profile(settings, typed)
            service = connection.open_typed(settings, typed)
            found = await self._session.adopt(service)
        except SettingsError as error:
            self.post_message(self.Failed(str(error), "profile"))
        except ApiError as error:
            self._tell(error, typed.base_url)
        else:
            connection.forget_environment()
            if typed.profile:
                await self._save(profiles.save_profile(settings, typed))
            self.post_message(self.SignedIn(found))

    def _tell(self, error: ApiError, base_url: str) -> None:
        """Show why the sign-in failed, and offer a remedy."""
        self.post_message(self.Failed(str(error), self._wrong_field(error)))
        # A certificate names its owner, which a screencast must not show.
        if isinstance(error, Untrusted) and not self._session.disguise.hides:
            self._offer_trust(base_url)
        elif isinstance(error, LoginEnded):
            self._log_in(error.reason)

    def _wrong_field(self, error: ApiError) -> str:
        is_about_credentials = isinstance(error, SignInFailed | Rejected)
        return self.query_one(SignInForm).secret_field if is_about_credentials else "url"

    async def _save(self, saving: Awaitable[str]) -> None:
        try:
            saved = await saving
        except SettingsError as error:
            reason = f"Signed in, but the profile is not saved: {error}"
            self.app.notify(reason, severity="error", markup=False, timeout=_READ_WITHIN)
        else:
            self.app.notify(saved, markup=False, timeout=_READ_WITHIN)

    @work(group="dialog")
    async def _offer_trust(self, base_url: str) -> None:
        if await offer_trust(self.app, base_url, self._session.settings.ca_file):
            self.action_submit()

    @work(group="dialog")
    async def _log_in(self, reason: str) -> None:
        from ..dialogs.program.log_in_again import offer_login

        if await offer_login(self._session, reason, partial(ask, self.app)):
            self.action_submit()

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        event.stop()
        self.waiting = False
        self._refuse(event.field, self._session.disguise.text(event.reason))

    @on(SignedIn)
    def _succeed(self, event: SignedIn) -> None:
        event.stop()
        self._found = event.found
        self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Close the screen once signed in; beneath help or palette, after that has closed."""
        if self._found is not None and self.is_active:
            self.dismiss(self._found)

    async def action_leave(self) -> None:
        """Go back to the screen beneath, or quit if there is none."""
        if self._session.can_connect:
            self.dismiss(None)
        else:
            await self.app.run_action("quit")
