"""Errors of calls to a control plane.

Nothing here imports httpx or pydantic, so that screens can catch these errors before either is
loaded.
"""

from __future__ import annotations

from ..text import clean

_NOT_FOUND = 404

_SERVICE_ACCOUNT = (
    "All keys can be listed, so these are most likely the credentials of a service account, which "
    "has no keys of its own: use All keys, or --all in a command."
)

_LONGEST = 1_000
"""Characters; a reason may hold two paths and the words of a server."""


class ApiError(Exception):
    """A call that failed.

    `reason` is one sentence that names the host and what failed; `advice` is what the user can do.
    Both are clean: no control characters, no secret, no request or response body.
    """

    def __init__(self, reason: str, advice: str = "") -> None:
        self.reason = clean(reason, _LONGEST)
        self.advice = clean(advice, _LONGEST)
        super().__init__(f"{self.reason} {self.advice}".strip())


class Unreachable(ApiError):
    """The host could not be reached, did not respond in time, or is too busy to respond.

    A change was certainly not carried out.
    """


class Untrusted(Unreachable):
    """The host's certificate is not trusted, but the user could trust it."""


class UnusableCertificate(Unreachable):
    """The host's certificate can't be used, even if it were trusted."""


class SignInFailed(ApiError):
    """There is no bearer token, or the server refused it."""


class LoginEnded(SignInFailed):
    """The login of the vendor's CLI has ended: it needs a new one to print a valid token."""


class BadResponse(ApiError):
    """The response is not one of a Run:ai API."""


class OutcomeUnknown(ApiError):
    """A change was sent and its response is lost: it may or may not have been carried out."""

    def __init__(self, reason: str, advice: str = "", *, event: str = "") -> None:
        super().__init__(reason, advice)
        self.event = clean(event or reason, _LONGEST)
        """The event alone, for messages that know the outcome."""


class Rejected(ApiError):
    """The control plane refused, or answered a read with any other error status.

    A change that is rejected was certainly not carried out.
    """

    def __init__(
        self,
        reason: str,
        advice: str = "",
        *,
        status: int,
        message: str = "",
        details: str = "",
        is_own: bool = True,
    ) -> None:
        super().__init__(reason, advice)
        self.status = status
        """The HTTP status, such as 403 or 409."""
        self.message = message
        """The server's own words, cleaned and shortened; empty if none are readable."""
        self.details = details
        self.is_own = is_own
        """Whether the response had the form of the API's; a gateway's 404 tells of no key."""

    @property
    def is_gone(self) -> bool:
        """Whether the key does not exist, or no longer does.

        A delete may have done it all the same: some proxies, such as nginx 1.22 that keeps its
        connections open, send one again whose response was lost.
        """
        return self.status == _NOT_FOUND and self.is_own


class NoOwnKeys(Rejected):
    """The user's own keys can't be listed, but everybody's can."""

    @classmethod
    def in_place_of(cls, refused: Rejected) -> NoOwnKeys:
        """Make this error from the refusal that it explains."""
        return cls(
            refused.reason,
            _SERVICE_ACCOUNT,
            status=refused.status,
            message=refused.message,
            details=refused.details,
            is_own=refused.is_own,
        )
