"""Signs in again on top of the current screen, after a request was refused for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from ..api.errors import ApiError, LoginEnded

if TYPE_CHECKING:
    from textual.screen import Screen

    from ..api.access_key import KeyList
    from ..api.errors import SignInFailed
    from ..session.session import Session

Answer = TypeVar("Answer")


NOT_SENT = "It was not carried out, and can be sent again."
"""A change refused because the sign-in has expired is never sent again unasked."""

SIGNED_IN = f"You are signed in again. {NOT_SENT}"


class SignedIn(NamedTuple):
    """Outcome of signing in again."""

    found: KeyList
    """The user's keys, listed by signing in."""
    same_user: bool
    """Whether it is the same user, so that the screens can stay."""


class Ask(Protocol):
    """Function that opens a screen and waits for its result."""

    async def __call__(self, screen: Screen[Answer], /) -> Answer | None:
        """Open a screen and wait for its result."""


async def sign_in_again(
    session: Session, error: SignInFailed, ask: Ask, what: str = ""
) -> SignedIn | None:
    """Offer a sign-in, by the vendor's CLI if the token came from it, or by the form.

    Args:
        session: The session to sign in.
        error: The refusal.
        ask: Opens a screen and waits for its result.
        what: The change that was not carried out, as a sentence.

    Returns:
        None if the user cancels, or in the demo.
    """
    if session.settings.demo_role is not None:
        # The demo has no other credentials.
        return None
    before, reason = session.identity, f"{what} {error}".lstrip()
    if isinstance(error, LoginEnded):
        from .dialogs.program.log_in_again import offer_login

        has_logged_in = await offer_login(session, f"{what} {error.reason}".lstrip(), ask)
        if has_logged_in is None:
            return None
        try:
            if has_logged_in:
                found = await session.list_after_login()
                return SignedIn(found, session.identity == before)
        except ApiError as still:
            reason = str(still)
    from .screens.sign_in_again import SignInAgainScreen

    found_by_form = await ask(SignInAgainScreen(session, reason))
    return None if found_by_form is None else SignedIn(found_by_form, session.identity == before)
