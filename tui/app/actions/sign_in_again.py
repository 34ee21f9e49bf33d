"""Sign in again over the list, after a change was refused because the sign-in has expired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages import Connected
from ..sign_in_again import NOT_SENT, SIGNED_IN, sign_in_again

if TYPE_CHECKING:
    from ...api.errors import SignInFailed
    from .desk import Desk


async def sign_in_after(desk: Desk, what: str, error: SignInFailed, sign_ins: int) -> str | None:
    """Open the form, and return what to say of the change then.

    Args:
        what: What was not carried out, as a sentence.
        error: Why it was refused.
        sign_ins: Number of sign-ins by then: after another one, nobody is asked again.

    Returns:
        None if another user is signed in now, whose list this is not.
    """
    if desk.session.sign_ins != sign_ins:
        return SIGNED_IN
    signed_in = await sign_in_again(desk.session, error, desk.ask, what)
    if signed_in is None:
        return f"{error} {NOT_SENT}"
    if signed_in.same_user:
        return SIGNED_IN
    desk.send(Connected(desk.session, signed_in.found))
    return None
