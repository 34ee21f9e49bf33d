"""Reads error responses and puts them into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from ..text import clean
from .schemas import OwnRefusal, Refusal, parsed
from .secret_values import masked

if TYPE_CHECKING:
    import httpx

    from .secret_values import Secret

QUOTE_LIMIT = 200
"""Characters of a server's own words that are shown."""

_LOOKED_AT = 4_096
"""Bytes of a plain text that are read."""

_LONGEST_WAIT = 1e6
"""Seconds; a longer wait would be no less absurd, only harder to read."""

NOT_THE_API = "It does not look like a Run:ai API: check the base URL."

_BAD_GATEWAY = "A gateway can't reach the control plane behind it: try again in a few minutes."
_ADVICE = {
    400: "Correct what it names, and try again.",
    403: "This account lacks the permission: ask an administrator of your Run:ai tenant.",
    409: "Something else was changed meanwhile: refresh the list.",
    429: "Wait a little, then try again.",
    500: "Try again; if it stays, tell the administrator of the control plane.",
    502: _BAD_GATEWAY,
    503: "Try again in a few minutes.",
    504: "A gateway got no answer from the control plane behind it: try again in a few minutes.",
    511: "The network wants a login first: open any web page in a browser, log in, and try again.",
} | dict.fromkeys(range(520, 528), _BAD_GATEWAY)
"""By status; those from 520 on are Cloudflare's."""
_OTHER_ADVICE = "Check the base URL; if it is right, tell the administrator of the control plane."


_REFUSALS = frozenset({400, 401, 403, 404})
"""The API's refusals that gateways send as well, also without a word."""
_NEVER_A_GATEWAY_S = frozenset({409, 429})

_NOT_ITS_KIND = (
    "The API has no such refusal, so something in front of it probably made it: check the base "
    "URL, or ask whoever runs that."
)
_TOO_LONG = frozenset({400, 413, 431, 494})
"""What servers refuse a header with that is too long. Varnish 7.1 says 400 without another word,
HAProxy 2.6 400 with a page that names no reason, and nginx 494 or 400."""
_LONG_TOKEN = 4_000
"""Characters of a token that some servers refuse; many accept 8 KiB of headers and no more."""
_NOT_ITS_OWN = (
    "The response lacks the form of the API's errors, so something in front of it may have refused "
    "the request: ask whoever runs that."
)


@dataclass(frozen=True, slots=True)
class ErrorText:
    """The server's own words, harmless and short; empty if none are readable."""

    message: str = ""
    details: str = ""


def error_text(response: httpx.Response, *secrets: Secret) -> ErrorText:
    """Read the message of an error body, without the secrets that it may echo."""
    body = parsed(Refusal, response.content) or Refusal()
    message = body.message or plain_text(response)
    return ErrorText(
        message=clean(masked(message, secrets), QUOTE_LIMIT),
        details=clean(masked(body.details, secrets), QUOTE_LIMIT),
    )


def plain_text(response: httpx.Response) -> str:
    """Return the body of a response of plain text, on one line; empty for anything else.

    Gateways write such ones; an API that calls its JSON so is read as one all the same.
    """
    if not response.headers.get("content-type", "").lower().startswith("text/plain"):
        return ""
    if parsed(Refusal, response.content) is not None:
        return ""
    return " ".join(response.content[:_LOOKED_AT].decode(errors="replace").split())


def refusal(host: str, act: str, status: int, message: str) -> str:
    """Describe which request was refused or failed, with the reason and without a full stop."""
    # The sentence around it has a full stop of its own.
    quoted = f": “{message.rstrip('.')}”" if message else ""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"{host} answered {status_text(status)} when asked to {act}{quoted}"
    return f"{host} refused to {act} ({status_text(status)}){quoted}"


def is_own(response: httpx.Response) -> bool:
    """Check for an error in the form of the API's; a gateway's may have any."""
    return parsed(OwnRefusal, response.content) is not None


def long_token_advice(response: httpx.Response) -> str:
    """Return advice on a refusal that the length of the token explains; empty for others."""
    length = len(response.request.headers.get("authorization", "").removeprefix("Bearer "))
    if response.status_code not in _TOO_LONG or length < _LONG_TOKEN:
        return ""
    return (
        f"The token has {length} characters, and something in front of the API probably accepts no "
        "header of that length: ask whoever runs that, or sign in with an access key, whose token "
        "may be shorter."
    )


def with_gateway_hint(response: httpx.Response, advice: str) -> str:
    """Add to advice on a refusal that it may be a gateway's, unless it is the API's for certain."""
    status = response.status_code
    if not response.is_client_error or status in _NEVER_A_GATEWAY_S or is_own(response):
        return advice
    if about_token := long_token_advice(response):
        return about_token
    if status not in _REFUSALS:
        return _NOT_ITS_KIND
    return f"{_NOT_ITS_OWN} If it was the API, {advice[:1].lower()}{advice[1:]}"


def advice_for(response: httpx.Response) -> str:
    """Return advice on an error status, with the wait that the server asks for."""
    advice = _ADVICE.get(response.status_code, _OTHER_ADVICE)
    if response.status_code == HTTPStatus.BAD_REQUEST and not error_text(response).message:
        advice = _OTHER_ADVICE
    seconds = retry_after(response)
    return advice if seconds is None else f"{advice} The server asks to wait {seconds:.0f} s."


def retry_after(response: httpx.Response) -> float | None:
    """Return the seconds of a Retry-After header, in either of its forms, if readable."""
    header = response.headers.get("retry-after", "")
    if header.isascii() and header.isdigit():
        return min(float(header), _LONGEST_WAIT)
    moment = _http_date(header)
    if moment is None:
        return None
    # By the server's own clock, if it told the time: ours may differ from it.
    now = server_time(response) or datetime.now(UTC)
    return min(max((moment - now).total_seconds(), 0.0), _LONGEST_WAIT)


def server_time(response: httpx.Response) -> datetime | None:
    """Return the time of the server's clock, if the response has it."""
    return _http_date(response.headers.get("date", ""))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def status_text(status: int) -> str:
    """Return a status with its phrase, if it has one."""
    return f"{status} {phrase_of(status)}".rstrip()


def phrase_of(status: int) -> str:
    """Return the phrase of a status; empty if it has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
