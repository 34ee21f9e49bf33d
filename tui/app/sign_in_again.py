"""Sign in again: the form over what is on the screen, once the service refuses the sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.screen import Screen

    from ..api.access_key import KeyList
    from ..session.session import Session


NOT_SENT = "It was not carried out, and can be sent again."
"""A change that is refused for want of a sign-in is never repeated unasked."""

SIGNED_IN = f"You are signed in again. {NOT_SENT}"


class SignedIn(NamedTuple):
    """Outcome of signing in again."""

    found: KeyList
    """The user's keys, which signing in has listed."""
    same_user: bool
    """Whether what is on the screen is still this user's."""


async def sign_in_again(
    session: Session,
    reason: str,
    ask: Callable[[Screen[KeyList | None]], Awaitable[KeyList | None]],
) -> SignedIn | None:
    """Open the form for credentials; return None if the user leaves it, and in the demo.

    Args:
        session: The session, which is signed in afterwards.
        reason: Why it has to be, and what was not carried out.
        ask: Opens a screen and waits for its result.
    """
    if session.settings.demo_role is not None:
        # There is nobody else to sign in as.
        return None
    from .screens.sign_in_again import SignInAgainScreen

    before = session.identity
    found = await ask(SignInAgainScreen(session, reason))
    return None if found is None else SignedIn(found, session.identity == before)
