"""Web pages and plain text in the place of the API's JSON: from a gateway or a login page."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from ..text import clean
from .errors import BadResponse
from .responses import (
    NOT_THE_API,
    error_text,
    long_token_advice,
    phrase_of,
    plain_text,
    status_text,
)
from .secret_values import masked
from .tls_errors import NO_CLIENT_CERTIFICATES

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
    f"{NOT_THE_API} If it is right, something in front of it answered instead, such as a firewall "
    "or a login page: log in with a browser first, or ask whoever runs it."
)
_FRONT = (
    "The API itself refuses in JSON: check the base URL, or ask whoever runs what stands in front "
    "of it to let requests to /api pass."
)
_OTHER_LOGIN = (
    "That is not the login of Run:ai, and this program has no other: ask whoever runs it for an "
    "address of the API that needs none."
)
_IS_HTTPS = "Begin the base URL with https://."


def is_web_page(response: httpx.Response) -> bool:
    """Check for HTML, also without its content type."""
    kind = response.headers.get("content-type", "").lower()
    return "html" in kind or response.content.lstrip()[:1] == b"<"


def is_gateway_refusal(response: httpx.Response) -> bool:
    """Check for a refusal by a gateway: a page for people, or a challenge for another login.

    The API did not see the request then. Not a 429: whoever sent it, waiting helps.
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
    return wants_bearer_token(response) or not is_gateway_refusal(response)


def wants_bearer_token(response: httpx.Response) -> bool:
    """Check for a 401 that asks for a bearer token, as the API and gateways before it do."""
    return _challenge(response) == _BEARER


def refused_by_gateway(
    response: httpx.Response, host: str, act: str, secrets: Iterable[Secret]
) -> BadResponse:
    """Return the error of a refusal that did not come from the API."""
    is_page, login = is_web_page(response), _other_login(response)
    how = "with a web page" if is_page else "with plain text"
    if login:
        how = f"and wants a login of another kind, {login}"
    text = _title(response, secrets) if is_page else error_text(response, *secrets).message
    # Most pages repeat their status.
    words = clean(text, _LIMIT).removeprefix(f"{response.status_code} ")
    quoted = f": “{words}”" if words and words != phrase_of(response.status_code) else ""
    says = f"{status_text(response.status_code)}{quoted}"
    return BadResponse(
        f"Something in front of {host} refused the request to {act} {how} ({says}).",
        _front_advice(response, words.lower()),
    )


def page_reason(response: httpx.Response, secrets: Iterable[Secret]) -> str:
    """Say that `{host}` answered with a web page, and its title; without a full stop."""
    title = _title(response, secrets)
    return "{host} answered with a web page" + (f" (“{title}”)" if title else "")


def _front_advice(response: httpx.Response, words: str) -> str:
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        return _OTHER_LOGIN
    if about_token := long_token_advice(response):
        return about_token
    # As nginx puts it.
    if "ssl certificate" in words:
        return NO_CLIENT_CERTIFICATES
    return _IS_HTTPS if "sent to https port" in words else _FRONT


def _challenge(response: httpx.Response) -> str:
    """Return the scheme by which a 401 asks for a login, such as basic; empty for none."""
    if response.status_code != HTTPStatus.UNAUTHORIZED:
        return ""
    scheme = response.headers.get("www-authenticate", "").split(" ")[0].strip(",")
    return clean(scheme, _LONGEST_SCHEME).lower()


def _other_login(response: httpx.Response) -> str:
    scheme = _challenge(response)
    return "" if scheme == _BEARER else scheme


def _title(response: httpx.Response, secrets: Iterable[Secret]) -> str:
    found = _TITLE.search(response.content[:_LOOKED_AT])
    if found is None:
        return ""
    from html import unescape

    words = " ".join(unescape(found[1].decode(errors="replace")).split())
    return clean(masked(words, secrets), _LIMIT)
