"""What can go wrong between this program and a control plane.

Nothing here imports httpx or pydantic, so that screens can catch these errors before either is
loaded.
"""

from __future__ import annotations

from ..text import clean

_NOT_FOUND = 404

_LONGEST = 1_000
"""Characters; a reason may hold two paths and what a server said."""


class ApiError(Exception):
    """A call that did not give what was asked for.

    `reason` is one sentence that names the host and what failed; `advice` is what the user can do.
    Both are clean: no control characters, no secret, no request or response body.
    """

    def __init__(self, reason: str, advice: str = "") -> None:
        self.reason = clean(reason, _LONGEST)
        self.advice = clean(advice, _LONGEST)
        super().__init__(f"{self.reason} {self.advice}".strip())

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process as it is, without its cause."""
        return _made_again, (type(self), self.args, vars(self))


def _made_again(kind: type[ApiError], args: tuple[str], fields: dict[str, object]) -> ApiError:
    error = kind.__new__(kind, *args)
    vars(error).update(fields)
    return error


class Unreachable(ApiError):
    """The host could not be reached, or did not answer in time; a change was certainly not sent."""


class Untrusted(Unreachable):
    """The host's certificate comes from nobody who is trusted, but the user could trust it."""


class SignInFailed(ApiError):
    """No bearer token could be had, or the one at hand is refused."""


class BadAnswer(ApiError):
    """The host answered with something that a Run:ai API does not say."""


class OutcomeUnknown(ApiError):
    """A change was sent and its response is lost: it may or may not have been carried out."""

    def __init__(self, reason: str, advice: str = "", *, event: str = "") -> None:
        super().__init__(reason, advice)
        self.event = clean(event or reason, _LONGEST)
        """What happened, for whoever found out the outcome and does not have to doubt it."""


class Rejected(ApiError):
    """The control plane said no, or answered a read with any other error status.

    A change that is rejected was certainly not carried out.
    """

    def __init__(
        self, reason: str, advice: str = "", *, status: int, message: str = "", details: str = ""
    ) -> None:
        super().__init__(reason, advice)
        self.status = status
        """The HTTP status, such as 403 or 409."""
        self.message = message
        """What the server said, cleaned and shortened; empty if it said nothing readable."""
        self.details = details

    @property
    def is_gone(self) -> bool:
        """Whether there is no such key, or not any more."""
        return self.status == _NOT_FOUND
