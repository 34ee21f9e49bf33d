"""Everything that a network or a server can do to an operation, and what must come of it."""

from __future__ import annotations

import gzip
import socket
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import httpx

from tests.api.plane import CALLS, CHANGES, DELETES, READS, never, problem, reply
from tests.api.sockets import EMPTY_LIST, Handler
from tui.api.errors import (
    ApiError,
    BadResponse,
    OutcomeUnknown,
    Rejected,
    SignInFailed,
    Unreachable,
    Untrusted,
)

if TYPE_CHECKING:
    from tests.api.plane import Answer

BODY_CANARY = "CANARY-in-the-body"
WEB_PAGE = f"<!doctype html><title>Log in to Acme</title><p>{BODY_CANARY}"
BODY_LIMIT = 64 << 10
DEADLINE = 0.8
"""In seconds, for what would never end."""

Kind = type[ApiError] | None
"""None where the operation succeeds."""


class Fault(NamedTuple):
    """A fault of a request, and the required outcome."""

    answer: Answer | None
    """The response; None if `handler` deals with a real connection."""
    says: str
    """The reason without its full stop, with `{host}` and `{act}` where they belong."""
    advice: str | Mapping[str, str]
    """Advice after anything but a lost response to a change; by operation where that differs."""
    read: Kind
    change: Kind
    tries: int = 1
    """Number of times that a read is sent."""
    change_tries: int = 1
    delete: Kind = ApiError
    """Error of a delete; `ApiError` itself if it is the same as for other changes."""
    handler: Handler | None = None
    proxy: Handler | None = None
    """A proxy that deals with the connection, and does not connect."""
    times: int | None = None
    """Number of requests it happens to; None for all of them."""
    deadline: float = 30.0

    def kind(self, operation: str) -> Kind:
        """Return the required outcome of an operation."""
        if operation in READS:
            return self.read
        is_another = operation in DELETES and self.delete is not ApiError
        return self.delete if is_another else self.change

    def carried_out(self, operation: str) -> tuple[bool, ...]:
        """Return whether the server carries out the request first: both, if that is open."""
        kind = self.kind(operation)
        if operation in CHANGES and kind is OutcomeUnknown:
            return (False, True)
        # What succeeds is answered by the demo itself, unless all its answers are replaced.
        return (operation in CHANGES and kind is None and self.times is None,)


CHECK_ADDRESS = "Check the base URL, the network and the proxy settings."
TRY_AGAIN = "Try again; if it stays, ask whoever runs the control plane or the proxy before it."
NOT_THE_API = "It does not look like a Run:ai API: check the base URL."
NO_PERMISSION = "This account lacks the permission: ask an administrator of your Run:ai tenant."
ASK_ADMINISTRATOR = (
    "Check the base URL; if it is right, tell the administrator of the control plane."
)
_OLDER = (
    "Most likely the control plane is older than 2.24, where access keys came in, "
    "or the base URL is not that of a control plane."
)
_GONE = "Most likely the key was deleted: refresh the list."
MISSING = {
    operation: _OLDER if operation in ("list_my_keys", "list_all_keys", "create_key") else _GONE
    for operation in CALLS
}
TAKEN = dict.fromkeys(CALLS, "Something else was changed meanwhile: refresh the list.") | {
    "create_key": "Something of this name exists already: choose another name."
}


def definite(answer: Answer, says: str, advice: str = CHECK_ADDRESS) -> Fault:
    """Describe what stops a request before it is sent."""
    return Fault(answer, says, advice, Unreachable, Unreachable)


def lost(answer: Answer, says: str, advice: str = TRY_AGAIN, tries: int = 1) -> Fault:
    """Describe what takes away the answer."""
    return Fault(answer, says, advice, Unreachable, OutcomeUnknown, tries)


def refused(status: int, words: str, advice: str | Mapping[str, str], answer: Answer) -> Fault:
    """Describe an answer that says no."""
    says = f"{{host}} refused to {{act}} ({status} {words})"
    return Fault(answer, says, advice, Rejected, Rejected)


def _perhaps_a_front_s(advice: str) -> str:
    return (
        "The response lacks the form of the API's errors, so something in front of it may have "
        f"refused the request: ask whoever runs that. If it was the API, {advice[0].lower()}"
        f"{advice[1:]}"
    )


_NOT_JSON = (
    "The API itself refuses in JSON: check the base URL, or ask whoever runs what stands in front "
    "of it to let requests to /api pass."
)
_ANOTHER_LOGIN = (
    "That is not the login of Run:ai, and this program has no other: ask whoever runs it for an "
    "address of the API that needs none."
)


def by_a_front(
    status: int,
    words: str,
    answer: Answer,
    title: str = "",
    how: str = "with a web page",
    advice: str = _NOT_JSON,
) -> Fault:
    """Describe a refusal for people's eyes, which is none of the API."""
    quoted = f": “{title}”" if title else ""
    says = (
        f"Something in front of {{host}} refused the request to {{act}} {how} "
        f"({status} {words}{quoted})"
    )
    return Fault(answer, says, advice, BadResponse, BadResponse)


def busy(status: int, words: str, advice: str, answer: Answer, tries: int = 6) -> Fault:
    """Describe what certainly was not carried out, because the server is too busy."""
    says = f"{{host}} refused to {{act}} ({status} {words})"
    return Fault(answer, says, advice, Unreachable, Unreachable, tries, tries)


def broken(
    status: str,
    advice: str,
    answer: Answer,
    tries: int = 1,
    quoted: str = "",
    read: Kind = Unreachable,
) -> Fault:
    """Describe an answer by which something broke down."""
    says = f"{{host}} answered {status} when asked to {{act}}{quoted}"
    return Fault(answer, says, advice, read, OutcomeUnknown, tries)


def unusable(answer: Answer, says: str, advice: str) -> Fault:
    """Describe a success that can't be understood."""
    return Fault(answer, says, advice, BadResponse, OutcomeUnknown)


def connecting(cause: Exception) -> httpx.ConnectError:
    """Wrap a cause as httpx does."""
    error = httpx.ConnectError("")
    error.__cause__ = cause
    return error


def untrusted() -> ssl.SSLCertVerificationError:
    """Make what OpenSSL says of a certificate from a CA that it does not know."""
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = 20, ""
    return error


NEVER_SENT = {
    "refused": definite(connecting(ConnectionRefusedError()), "{host} refused the connection"),
    "unknown name": definite(
        connecting(socket.gaierror(socket.EAI_NONAME, "")), "The name {host} could not be resolved"
    ),
    "no connection": definite(httpx.ConnectError(""), "{host} could not be connected to"),
    "connect timeout": definite(
        httpx.ConnectTimeout(""), "{host} did not accept a connection in time"
    ),
    "pool timeout": definite(
        httpx.PoolTimeout(""),
        "No connection to {host} was free in time",
        "Wait for other requests to end.",
    ),
    "proxy": definite(
        httpx.ProxyError("418 CANARY"),
        "The proxy would not connect to {host} (418 I'm a Teapot)",
        "Check HTTPS_PROXY and ALL_PROXY, or exempt the host with NO_PROXY.",
    ),
    "untrusted": Fault(
        connecting(untrusted()),
        "The certificate of {host} comes from a CA that is not trusted",
        "If that is expected, trust its CA with --ca-file PATH or SSL_CERT_FILE, "
        "or this certificate alone with: runai-keys trust https://{host}",
        Untrusted,
        Untrusted,
    ),
}

CUT = "{host} closed the connection before its answer was complete"
GARBLED = "{host} answered with something that is not HTTP"
LATE = f"{{host}} did not complete its answer within {DEADLINE:g} s"
TOO_LATE = "Try again; if it stays, check the network."

SILENCE = {
    "hang": lost(never, LATE, TOO_LATE)._replace(deadline=DEADLINE),
    "read timeout": lost(
        httpx.ReadTimeout(""), "{host} accepted the request, but then sent nothing for too long"
    ),
    "write timeout": lost(httpx.WriteTimeout(""), "{host} stopped reading the request"),
}
CUTS = {
    "reset": lost(httpx.ReadError(""), CUT, tries=3),
    "write error": lost(httpx.WriteError(""), CUT, tries=3),
    "cut": lost(
        httpx.RemoteProtocolError("Server disconnected without sending a response."), CUT, tries=3
    ),
    "raw OSError": lost(OSError(BODY_CANARY), CUT),
    "garbage": lost(
        httpx.RemoteProtocolError(f"illegal status line: {BODY_CANARY}"),
        GARBLED,
        CHECK_ADDRESS,
        tries=3,
    ),
    "odd": lost(
        httpx.LocalProtocolError(BODY_CANARY), "The request to {host} failed", CHECK_ADDRESS
    ),
}

REFUSALS = {
    "400": refused(400, "Bad Request", ASK_ADMINISTRATOR, problem(400, "")),
    "bare 400": refused(400, "Bad Request", _perhaps_a_front_s(ASK_ADMINISTRATOR), reply(400)),
    "403": refused(403, "Forbidden", NO_PERMISSION, problem(403, "")),
    "bare 403": refused(403, "Forbidden", _perhaps_a_front_s(NO_PERMISSION), reply(403)),
    "404": refused(404, "Not Found", MISSING, problem(404, "")),
    "bare 404": refused(
        404,
        "Not Found",
        {operation: _perhaps_a_front_s(advice) for operation, advice in MISSING.items()},
        reply(404),
    ),
    "409": refused(409, "Conflict", TAKEN, reply(409)),
    "418": refused(
        418,
        "I'm a Teapot",
        "The API has no such refusal, so something in front of it probably made it: check the base "
        "URL, or ask whoever runs that.",
        reply(418),
    ),
    "compressed 403": refused(
        403,
        "Forbidden",
        _perhaps_a_front_s(NO_PERMISSION),
        reply(403, text=b"\x1f\x8b", headers={"content-encoding": "x-unknown"}),
    ),
    "huge 403": refused(
        403,
        "Forbidden",
        _perhaps_a_front_s(NO_PERMISSION),
        reply(403, text=b"x" * (BODY_LIMIT + 1)),
    ),
    "odd 409": refused(
        409,
        "Conflict",
        TAKEN,
        reply(409, {"code": "x", "message": [BODY_CANARY], "errors": BODY_CANARY}),
    ),
}
_EXPIRED = "{host} refused to accept the token (401 Unauthorized): “Issuer is not familiar”"
_FRESH = (
    "The token is fresh, so check the clocks of this machine and of the control plane, or it has "
    "several servers that do not share sign-ins."
)
UNAUTHORIZED = {
    "401 once": Fault(problem(401), "", "", None, None, 2, change_tries=2, times=1),
    "401 for ever": Fault(
        problem(401, "Issuer is not familiar."),
        _EXPIRED,
        _FRESH,
        SignInFailed,
        SignInFailed,
        2,
        change_tries=2,
    ),
}

_LATER = "Try again in a few minutes."
_BUSY_NOW = "Wait a little, then try again."
_BAD_GATEWAY = "A gateway can't reach the control plane behind it: try again in a few minutes."
BUSY = {
    "429": busy(429, "Too Many Requests", _BUSY_NOW, reply(429)),
    "429, wait 7 s": busy(
        429,
        "Too Many Requests",
        f"{_BUSY_NOW} The server asks to wait 7 s.",
        reply(429, headers={"retry-after": "7"}),
    ),
    "429, wait 9999 s": busy(
        429,
        "Too Many Requests",
        f"{_BUSY_NOW} The server asks to wait 9999 s.",
        reply(429, headers={"retry-after": "9999"}),
        tries=1,
    ),
    "429 with a web page": busy(
        429, "Too Many Requests", _BUSY_NOW, reply(429, text="<title>Slow down</title>")
    ),
    "429 once": Fault(reply(429), "", "", None, None, 2, change_tries=2, times=1),
    "503": broken("503 Service Unavailable", _LATER, problem(503, "Later."), 3, ": “Later”"),
    "503, wait 9999 s": broken(
        "503 Service Unavailable",
        f"{_LATER} The server asks to wait 9999 s.",
        reply(503, headers={"retry-after": "9999"}),
    ),
    "503 once": broken("503 Service Unavailable", _LATER, reply(503))._replace(
        read=None, tries=2, times=1
    ),
}
BREAKDOWNS = {
    "500": broken(
        "500 Internal Server Error",
        "Try again; if it stays, tell the administrator of the control plane.",
        reply(500),
        read=Rejected,
    ),
    "502 with a web page": broken(
        "502 Bad Gateway",
        _BAD_GATEWAY,
        reply(502, text=WEB_PAGE, headers={"content-type": "text/html"}),
        tries=3,
    ),
    "504": broken(
        "504 Gateway Timeout",
        "A gateway got no answer from the control plane behind it: try again in a few minutes.",
        reply(504),
        tries=3,
    ),
    "599": broken("599", ASK_ADMINISTRATOR, reply(599), read=Rejected),
}

FRONTS = {
    "400 of nginx": by_a_front(
        400,
        "Bad Request",
        reply(
            400,
            text="<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>",
            headers={"content-type": "text/html"},
        ),
        "No required SSL certificate was sent",
        advice="Client certificates are not supported: use an address of the control plane that "
        "needs none.",
    ),
    "401 of a basic login": by_a_front(
        401,
        "Unauthorized",
        reply(
            401,
            text="<html><TITLE lang=en>\n 401 Authorization &amp; more\n</TITLE>",
            headers={"www-authenticate": 'Basic realm="ops"'},
        ),
        "Authorization & more",
        how="and wants a login of another kind, basic",
        advice=_ANOTHER_LOGIN,
    ),
    "403 of a firewall": by_a_front(
        403,
        "Forbidden",
        reply(403, text=b"<!doctype html><title>Blocked \x1b[2J</title>"),
        "Blocked ␛[2J",
    ),
    "403 without a title": by_a_front(
        403, "Forbidden", reply(403, text="no", headers={"content-type": "text/html"})
    ),
    "404 of an ingress": by_a_front(
        404, "Not Found", reply(404, text="<title>404 Not Found</title>")
    ),
    "409 with an empty title": by_a_front(409, "Conflict", reply(409, text="<title> </title>")),
} | {
    # Of Envoy and so of Istio, of Traefik and all that is written in Go, of Cloudflare, of nginx.
    f"{status} in plain text: {text!r}": by_a_front(
        status,
        words,
        reply(status, text=text, headers={"content-type": kind}),
        said,
        "with plain text",
        _ANOTHER_LOGIN if status == 401 else _NOT_JSON,
    )
    for status, words, kind, text, said in (
        (403, "Forbidden", "text/plain", "RBAC: access denied", "RBAC: access denied"),
        (401, "Unauthorized", "text/plain", "401 Unauthorized\n", ""),
        (
            404,
            "Not Found",
            "text/plain; charset=utf-8",
            "404 page not found\n",
            "page not found",
        ),
        (403, "Forbidden", "text/plain; charset=UTF-8", "error code: 1020", "error code: 1020"),
        (409, "Conflict", "TEXT/PLAIN", f"{'no ' * 40}\x1b[2J", f"{'no ' * 26}n…"),
    )
}

_FOLLOW = (
    "If you know that the control plane is there now, give that as the base URL. If it is a login "
    "page, log in with a browser first, or ask whoever runs it to let requests to /api pass."
)
_ELSEWHERE = "{host} redirects to login.example, which is not followed"
_ITSELF = (
    "An API does not redirect to itself: tell whoever runs the control plane or the proxy before "
    "it. Often the proxy has to tell the server behind it that the request came by https."
)


def moved(location: str | None, where: str, advice: str = _FOLLOW, status: int = 302) -> Fault:
    """Describe a redirect."""
    headers = {} if location is None else {"location": location}
    says = f"{{host}} redirects {where}, which is not followed"
    return Fault(reply(status, headers=headers), says, advice, BadResponse, BadResponse)


_NOWHERE = ("without a readable address", "Check the base URL: an API does not redirect.")
REDIRECTS = {
    str(status): moved(
        "https://ana:CANARY@login.example/?CANARY", "to login.example", status=status
    )
    for status in (301, 302, 303, 307, 308)
} | {
    "to another port": moved("//acme.run.ai:8443/x", "to acme.run.ai:8443"),
    "to itself": moved("/login", "to itself", _ITSELF),
    "to itself, in full": moved("https://ACME.run.ai:443/x", "to itself", _ITSELF, 301),
    "from https to http": moved("http://acme.run.ai/x", "to http://acme.run.ai", _ITSELF),
    "junk location": moved("https://[CANARY", *_NOWHERE),
    "no host": moved("mailto:CANARY", *_NOWHERE),
    "no location": moved(None, *_NOWHERE, 304),
}

_CHECK_PROXY = "Check the base URL, and any proxy."
_COMPRESSED = "{host} answered with a compressed body, though none was asked for"
_HUGE = f"{{host}} answered with more than {BODY_LIMIT >> 10} KiB"
TOO_MUCH = {"huge": unusable(reply(200, text=b" " * (BODY_LIMIT + 1)), _HUGE, _CHECK_PROXY)}
COMPRESSED = {
    name: unusable(
        reply(200, text=body, headers={"content-encoding": encoding}), _COMPRESSED, _CHECK_PROXY
    )
    for name, encoding, body in (
        ("gzip", "gzip", gzip.compress(EMPTY_LIST)),
        ("a gzip bomb", "gzip", gzip.compress(bytes(8 << 20))),
        ("unknown encoding", "x-unknown", b"\x1f\x8b"),
    )
}
_LOGIN_PAGE = (
    f"{NOT_THE_API} If it is right, something in front of it answered instead, such as a firewall "
    "or a login page: log in with a browser first, or ask whoever runs it."
)
WEB_PAGES = {
    "web page": unusable(
        reply(200, text=WEB_PAGE, headers={"content-type": "text/html; charset=utf-8"}),
        "{host} answered with a web page (“Log in to Acme”)",
        _LOGIN_PAGE,
    ),
    "web page without a type": unusable(
        reply(200, text=f"\n {WEB_PAGE}"),
        "{host} answered with a web page (“Log in to Acme”)",
        _LOGIN_PAGE,
    ),
    "web page without a title": unusable(
        reply(200, text=f"<p>{BODY_CANARY}"), "{host} answered with a web page", _LOGIN_PAGE
    ),
}
BODIES = {
    # A delete needs no body to have succeeded.
    name: unusable(
        reply(200, text=body), "{host} answered with something that can't be read", NOT_THE_API
    )._replace(delete=None)
    for name, body in {
        "empty": b"",
        "truncated": f'{{"accessKeys": [{{"clientSecret": "{BODY_CANARY}'.encode(),
        "null": b"null",
        "scalar": b"5",
        "a big number": b"9" * 5000,
        "NaN": b'{"accessKeys": NaN, "clientSecret": NaN, "id": NaN}',
        "text": BODY_CANARY.encode(),
        "wrong types": f'{{"accessKeys": "{BODY_CANARY}", "clientSecret": 5, "id": []}}'.encode(),
        "null fields": b'{"accessKeys": 5, "clientSecret": null, "id": null}',
        "no fields": b"{}",
        "empty secret": b'{"clientSecret": ""}',
        "deep": b"[" * 1000,
        "bad UTF-8": b'{"accessKeys": ["\xff"], "clientSecret": "\xff"}',
        "byte order mark": b'\xef\xbb\xbf{"accessKeys": [], "clientSecret": "x"}',
        "UTF-16": '{"accessKeys": [], "clientSecret": "x"}'.encode("utf-16"),
        "lone surrogate": b'{"accessKeys": ["\\ud800"], "clientSecret": "\\ud800"}',
    }.items()
}
