"""Sign in again after a change was refused because the sign-in has expired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages import Connected
from ..sign_in_again import NOT_SENT, SIGNED_IN, sign_in_again

if TYPE_CHECKING:
    from ...api.errors import SignInFailed
    from .context import ActionContext


async def sign_in_after(
    context: ActionContext, what: str, error: SignInFailed, sign_ins: int
) -> str | None:
    """Open the sign-in form, and return what to tell the user about the refused change.

    Args:
        context: The list.
        what: The change that was not carried out, as a sentence.
        error: Why it was refused.
        sign_ins: Number of sign-ins at that time; if there was another one since, the form is
            skipped.

    Returns:
        None if another user has signed in, whose list this is not.
    """
    if context.session.sign_ins != sign_ins:
        return SIGNED_IN
    signed_in = await sign_in_again(context.session, error, context.ask, what)
    if signed_in is None:
        return f"{error} {NOT_SENT}"
    if signed_in.same_user:
        return SIGNED_IN
    context.post_message(Connected(context.session, signed_in.found))
    return None
