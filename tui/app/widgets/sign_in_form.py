"""Sign-in form: the control plane, and the fields of one sign-in method."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.reactive import var
from textual.widgets import Input, Static

from ...api.base_url import BaseUrlError, parse_base_url
from ...session.sign_in_input import SignInInput, SignInMethod
from .field import Field
from .radio_row import RadioRow
from .secret_input import SecretInput

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ...session.session import Session

_FIELDS = {
    SignInMethod.KEY: ("client_id", "client_secret"),
    SignInMethod.PASSWORD: ("username", "password"),
    SignInMethod.TOKEN: ("token",),
    SignInMethod.LOGIN: (),
}
"""Ids of the fields of each method, the secret last."""

_MISSING = {
    "client_id": "Give the client ID of an access key, or choose another method above.",
    "client_secret": "Give the client secret that belongs to the client ID.",
    "username": "Give the name of a local user.",
    "password": "Give the password that belongs to the user name.",
    "token": "Give a bearer token.",
}

_ABOUT = {
    SignInMethod.KEY: "One of your access keys, from the web interface or this program.",
    SignInMethod.PASSWORD: "For local users: single sign-on has no password here, but a token.",
    SignInMethod.TOKEN: (
        "What runai auth get-token -o plaintext prints. It can't be renewed here: when it "
        "expires, you are asked for another one."
    ),
    SignInMethod.LOGIN: (
        "Your login of the runai CLI: runai auth get-token -o plaintext prints the token. It can't "
        "be renewed here: when it expires, that command is run again."
    ),
}

_KEPT = "Nothing else is kept. To look around first: runai-keys --demo"


class Refused(Exception):
    """A field is empty or not valid; holds the field's id and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class SignInForm(VerticalScroll, can_focus=False):
    """Shows the fields of one method at a time, and keeps the input for the others."""

    method: var[SignInMethod] = var(SignInMethod.KEY, init=False)
    login_url: str | None = None
    """The control plane of the vendor's CLI; empty if unknown, None without such a login."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="form")
        settings = session.settings
        self._disguise = session.disguise
        self._known_url = settings.base_url
        self._has_secret = settings.has_secret
        self._base_url = session.base_url
        self._client_id = session.client_id or ""
        self._username = self._disguise.owner(settings.username or "")
        self.set_reactive(
            SignInForm.method, SignInMethod.PASSWORD if self._username else SignInMethod.KEY
        )

    def compose(self) -> ComposeResult:
        """Lay out a line for each field."""
        from_environment = "from RUNAI_CLIENT_SECRET" if self._has_secret else ""
        yield RadioRow(
            [method.value for method in SignInMethod if method is not SignInMethod.LOGIN],
            self.method.value,
            id="method",
        )
        url = Field(self._base_url, placeholder="https://acme.run.ai", id="url")
        yield _row("Base URL", url)
        yield _row("Client ID", Field(self._client_id, id="client_id"), SignInMethod.KEY)
        secret = SecretInput(placeholder=from_environment, id="client_secret")
        yield _row("Client secret", secret, SignInMethod.KEY)
        yield _row("User name", Field(self._username, id="username"), SignInMethod.PASSWORD)
        yield _row("Password", SecretInput(id="password"), SignInMethod.PASSWORD)
        yield _row("Token", SecretInput(id="token"), SignInMethod.TOKEN)
        yield _row(
            "Save as profile",
            Field(placeholder="a name saves all this but the secret", id="profile"),
        )
        yield Static(id="about")
        yield Static(_KEPT, classes="kept")

    def on_mount(self) -> None:
        """Focus the first empty field."""
        if self._disguise.hides:
            for name in ("url", "client_id", "username"):
                field = self.query_one(f"#{name}", Input)
                self.watch(field, "value", partial(self._mask, field))
        self._show_method()
        self.focus_first_empty()

    def _mask(self, field: Input, value: str) -> None:
        # Proposed values are disguised; typed ones are real.
        field.password = self._disguise.real(value) == value

    @property
    def _is_untouched(self) -> bool:
        before = {"url": self._base_url, "client_id": self._client_id, "username": self._username}
        return all(field.value == before.get(field.id or "", "") for field in self.query(Input))

    def offer_login(self, base_url: str) -> None:
        """Offer the login of the vendor's CLI, and choose it unless the user has begun to type.

        Args:
            base_url: The control plane of the login; empty if unknown.
        """
        shown = self._disguise.base_url(base_url)
        is_elsewhere = bool(self._base_url and shown and self._base_url != shown)
        self.login_url = base_url
        row = self.query_one(RadioRow)
        row.options = tuple(method.value for method in SignInMethod)
        has_begun = not self._is_untouched or self._client_id or self.method is not SignInMethod.KEY
        if not (has_begun or is_elsewhere):
            row.chosen = SignInMethod.LOGIN.value

    def focus_first_empty(self) -> None:
        """Focus the first empty field."""
        names = ("url", *_FIELDS[self.method])
        self.focus_on(next((name for name in names if not self._value(name)), "url"))

    def go(self, by: int) -> None:
        """Focus the next or the previous field, wrapping around.

        Textual would use the positions last drawn, which hidden fields don't have.
        """
        names = ("method", "url", *_FIELDS[self.method], "profile")
        at = next((i for i, name in enumerate(names) if self.query_one(f"#{name}").has_focus), 0)
        self.screen.set_focus(self.query_one(f"#{names[(at + by) % len(names)]}"))

    def focus_on(self, field: str) -> None:
        """Focus a field."""
        self.query_one(f"#{field}").focus()

    @property
    def secret_field(self) -> str:
        """The field to correct when the credentials are refused."""
        return _FIELDS[self.method][-1] if _FIELDS[self.method] else "method"

    def typed(self) -> SignInInput:
        """Return the input.

        Raises:
            Refused: a field is empty or not valid.
        """
        try:
            base_url = parse_base_url(self._value("url"))
        except BaseUrlError as error:
            raise Refused("url", str(error)) from error
        if self.method is SignInMethod.LOGIN and self.login_url not in ("", base_url):
            place = self._disguise.base_url(self.login_url or "")
            reason = f"The runai CLI is logged in to {place}: its tokens go nowhere else."
            raise Refused("url", reason)
        names = _FIELDS[self.method]
        missing = [name for name in names if not self._value(name)]
        if missing and not (missing == ["client_secret"] and self._knows_secret(base_url)):
            raise Refused(missing[0], _MISSING[missing[0]])
        name, secret = ("", *map(self._value, names))[-2:] if names else ("", "")
        return SignInInput(self.method, base_url, name, secret, self._value("profile"))

    def show_address(self, base_url: str) -> None:
        """Show a corrected address, except in a screencast."""
        if not self._disguise.hides:
            self.query_one("#url", Input).value = base_url

    def _knows_secret(self, base_url: str) -> bool:
        # The environment's secret belongs to the control plane named there.
        return self._has_secret and self._known_url in (None, base_url)

    def _value(self, name: str) -> str:
        value = self.query_one(f"#{name}", Input).value
        return value if name == "password" else self._disguise.real(value.strip())

    @on(RadioRow.Chosen)
    def _choose(self, event: RadioRow.Chosen) -> None:
        event.stop()
        self.method = SignInMethod(self.query_one(RadioRow).chosen)

    def watch_method(self) -> None:
        """Show the fields of the chosen method."""
        if self.is_mounted:
            self._show_method()
            url = self.query_one("#url", Input)
            if self.method is SignInMethod.LOGIN and not url.value:
                url.value = self._disguise.base_url(self.login_url or "")
            if not isinstance(self.screen.focused, RadioRow):
                # The focused field may be hidden now.
                self.focus_first_empty()

    def _show_method(self) -> None:
        # Unlike styles, `display` takes effect before the next key press.
        for row in self.query(".only"):
            row.display = row.has_class(f"of-{self.method.name.lower()}")
        self.query_one("#about", Static).update(Content(_ABOUT[self.method]))


def _row(label: str, field: Field, method: SignInMethod | None = None) -> Horizontal:
    only = f" only of-{method.name.lower()}" if method else ""
    return Horizontal(Static(label, classes="label"), field, classes=f"row{only}")
