"""Web pages and plain text in the place of the API's JSON: from a gateway or a login page."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from ..text import clean
from .errors import BadResponse
from .responses import NOT_THE_API, error_text, plain_text, status_text
from .secret_values import masked

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

    from .secret_values import Secret

_TITLE = re.compile(rb"<title[^>]*>([^<]*)", re.IGNORECASE)
_LIMIT = 80
"""Characters of a title or text that are shown."""
_BEARER = "bearer"
_LONGEST_SCHEME = 20
_LOOKED_AT = 65_536
"""Bytes of a page in which its title is looked for."""

NOT_AN_API_PAGE = (
    f"{NOT_THE_API} If it is right, something in front of it may want a login in a browser first."
)
FRONT = (
    "The request did not reach the Run:ai API: check the base URL, or ask whoever runs what stands "
    "in front of it."
)


def is_web_page(response: httpx.Response) -> bool:
    """Check for HTML, also without its content type."""
    kind = response.headers.get("content-type", "").lower()
    return "html" in kind or response.content.lstrip()[:1] == b"<"


def is_refusal_of_a_front(response: httpx.Response) -> bool:
    """Check for a refusal made for people, or for want of another login than by a bearer token.

    The API did not see the request then. Not a 429: whoever says so, waiting is what helps.
    """
    is_refusal = response.is_client_error and response.status_code != HTTPStatus.TOO_MANY_REQUESTS
    return is_refusal and (
        is_web_page(response) or bool(plain_text(response)) or bool(_other_login(response))
    )


def is_about_the_token(response: httpx.Response) -> bool:
    """Check for a 401 of the API, or of a gateway that checks bearer tokens for it.

    Anything else in front of the API knows no tokens.
    """
    if response.status_code != HTTPStatus.UNAUTHORIZED or is_web_page(response):
        return False
    return _challenge(response) == _BEARER or not is_refusal_of_a_front(response)


def refused_by_a_front(
    response: httpx.Response, host: str, act: str, secrets: Iterable[Secret]
) -> BadResponse:
    """Return the error of a refusal that is not the API's verdict."""
    if is_web_page(response):
        how, quoted = "with a web page", _quoted(": ", response, secrets)
    else:
        login, text = _other_login(response), error_text(response, *secrets).message
        how = f"for want of another login, {login}" if login else "with plain text"
        quoted = f": “{clean(text, _LIMIT)}”" if text else ""
    says = f"{status_text(response.status_code)}{quoted}"
    return BadResponse(
        f"Something in front of {host} refused the request to {act} {how} ({says}).", FRONT
    )


def page_reason(response: httpx.Response, secrets: Iterable[Secret]) -> str:
    """Say that `{host}` answered with a web page, and its title; without a full stop."""
    title = _quoted("", response, secrets)
    return "{host} answered with a web page" + (f" ({title})" if title else "")


def _challenge(response: httpx.Response) -> str:
    """Return the scheme by which a 401 asks for a login, such as basic; empty for none."""
    if response.status_code != HTTPStatus.UNAUTHORIZED:
        return ""
    scheme = response.headers.get("www-authenticate", "").split(" ")[0].strip(",")
    return clean(scheme, _LONGEST_SCHEME).lower()


def _other_login(response: httpx.Response) -> str:
    scheme = _challenge(response)
    return "" if scheme == _BEARER else scheme


def _quoted(before: str, response: httpx.Response, secrets: Iterable[Secret]) -> str:
    found = _TITLE.search(response.content[:_LOOKED_AT])
    if found is None:
        return ""
    from html import unescape

    words = " ".join(unescape(found[1].decode(errors="replace")).split())
    title = clean(masked(words, secrets), _LIMIT)
    return f"{before}“{title}”" if title else ""
