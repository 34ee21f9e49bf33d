"""Advice about a token that the API refused, by its grant, its age and the clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .clock_skew import disagreement, has_expired
from .errors import LoginEnded, SignInFailed
from .grants import FixedToken, TokenSource
from .responses import error_text, is_own, refusal, server_time, with_gateway_hint
from .web_pages import wants_bearer_token

if TYPE_CHECKING:
    from datetime import datetime

    import httpx

    from .grants import Grant
    from .tokens import Token

LOG_IN_AGAIN = "Log in again with: runai login (over SSH: runai login remote-browser)."

_FIXED = "A fixed token can't be renewed here: sign in with a new one (RUNAI_TOKEN)."
_OTHER_PLANE = (
    "It is probably the token of another control plane: sign in with one of {host}, or check the "
    "base URL."
)
_BY_A_GATEWAY = (
    "If that does not help, something in front of the API may check tokens by itself: ask whoever "
    "runs it."
)
_FRESH = (
    "The token is fresh, so check the clocks of this machine and of the control plane, or it has "
    "several servers that do not share sign-ins."
)
_NOT_SHARED = (
    "The token is fresh and the clocks agree, so the control plane probably has several servers "
    "that do not share sign-ins: tell its administrator."
)


def refused_token(
    response: httpx.Response, grant: Grant, token: Token, ours: datetime, host: str
) -> SignInFailed:
    """Return the error of a 401 for a token that can't be renewed, or was.

    Args:
        response: The refusal.
        grant: The grant that the token was obtained by.
        ours: The time of this machine's clock.
        host: The control plane.
    """
    message = error_text(response, token.value).message
    reason = f"{refusal(host, 'accept the token', response.status_code, message)}."
    server = server_time(response)
    clocks = disagreement(token, server, ours, host)
    reason = f"{reason} {clocks}".rstrip()
    if isinstance(grant, FixedToken | TokenSource):
        if has_expired(token, server, ours):
            if isinstance(grant, TokenSource) and grant.is_login:
                return LoginEnded(reason, LOG_IN_AGAIN)
            return SignInFailed(reason, f"{LOG_IN_AGAIN} {_new_token(grant)}".rstrip())
        # After the end, a server may no longer know by whom a token was issued.
        if "issuer" in message.lower():
            return SignInFailed(reason, _OTHER_PLANE.replace("{host}", host))
    advice = _NOT_SHARED if server and not clocks else _FRESH
    if isinstance(grant, FixedToken):
        advice = _FIXED
    if wants_bearer_token(response) and not is_own(response):
        return SignInFailed(reason, f"{advice} {_BY_A_GATEWAY}")
    return SignInFailed(reason, with_gateway_hint(response, advice))


def _new_token(grant: Grant) -> str:
    return "Then sign in with a new token (RUNAI_TOKEN)." if isinstance(grant, FixedToken) else ""
