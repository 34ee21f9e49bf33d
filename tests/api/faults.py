"""Everything that a network or a server can answer an operation with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import httpx

from tests.api.plane import (
    problem,
    reply,
)
from tui.api.errors import (
    ApiError,
    BadAnswer,
    OutcomeUnknown,
    Rejected,
    SignInFailed,
    Unreachable,
)

if TYPE_CHECKING:
    from tests.api.plane import Answer

BODY_CANARY = "CANARY-in-the-body"
WEB_PAGE = f"<!doctype html><title>{BODY_CANARY}</title>"
GATEWAY_PAGE = reply(502, text=WEB_PAGE, headers={"content-type": "text/html"})


class Fault(NamedTuple):
    """What is answered, and what must come of it."""

    answer: Answer
    read: type[ApiError]
    change: type[ApiError]
    says: str
    tries: int = 1
    """How often a read is sent; a change is sent once, or twice for a 401."""


NETWORK = {
    "refused": Fault(httpx.ConnectError(""), Unreachable, Unreachable, "could not be connected"),
    "connect timeout": Fault(httpx.ConnectTimeout(""), Unreachable, Unreachable, "did not accept"),
    "pool timeout": Fault(httpx.PoolTimeout(""), Unreachable, Unreachable, "No connection"),
    "proxy": Fault(httpx.ProxyError("407"), Unreachable, Unreachable, "The proxy"),
    "read timeout": Fault(httpx.ReadTimeout(""), Unreachable, OutcomeUnknown, "sent nothing"),
    "write timeout": Fault(httpx.WriteTimeout(""), Unreachable, OutcomeUnknown, "stopped taking"),
    "reset": Fault(httpx.ReadError(""), Unreachable, OutcomeUnknown, "closed the connection", 3),
    "write error": Fault(httpx.WriteError(""), Unreachable, OutcomeUnknown, "closed the", 3),
    "garbage": Fault(
        httpx.RemoteProtocolError(f"illegal status line: {BODY_CANARY}"),
        Unreachable,
        OutcomeUnknown,
        "not HTTP",
        3,
    ),
    "cut": Fault(
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
        Unreachable,
        OutcomeUnknown,
        "closed the connection before",
        3,
    ),
    "raw OSError": Fault(OSError(BODY_CANARY), Unreachable, OutcomeUnknown, "closed the"),
    "odd": Fault(httpx.LocalProtocolError(BODY_CANARY), Unreachable, OutcomeUnknown, "failed"),
}

STATUSES = {
    "400": Fault(problem(400), Rejected, Rejected, "400 Bad Request"),
    "401": Fault(problem(401, "Issuer is not familiar."), SignInFailed, SignInFailed, "Issuer", 2),
    "403": Fault(problem(403), Rejected, Rejected, "ask an administrator"),
    "404": Fault(problem(404), Rejected, Rejected, "Most likely"),
    "409": Fault(problem(409), Rejected, Rejected, "another name"),
    "418": Fault(problem(418), Rejected, Rejected, "418"),
    "429": Fault(problem(429), Rejected, Rejected, "Wait", 3),
    "500": Fault(problem(500), Rejected, OutcomeUnknown, "500 Internal Server Error when asked to"),
    "502 with a web page": Fault(GATEWAY_PAGE, Rejected, OutcomeUnknown, "502 Bad Gateway", 3),
    "503": Fault(problem(503, "Try later."), Rejected, OutcomeUnknown, "“Try later”", 3),
    "504": Fault(problem(504), Rejected, OutcomeUnknown, "504", 3),
    "599": Fault(problem(599), Rejected, OutcomeUnknown, "answered 599 when"),
    "error without a body": Fault(reply(403), Rejected, Rejected, "(403 Forbidden)."),
    "error with a compressed body": Fault(
        reply(403, text=b"\x1f\x8b", headers={"content-encoding": "x-unknown"}),
        Rejected,
        Rejected,
        "(403 Forbidden).",
    ),
    "error with a huge body": Fault(
        reply(403, text=b"x" * 2000), Rejected, Rejected, "(403 Forbidden)."
    ),
    "error of another shape": Fault(
        reply(409, {"code": "x", "message": [BODY_CANARY], "errors": BODY_CANARY}),
        Rejected,
        Rejected,
        "(409 Conflict).",
    ),
}
REDIRECTS = {
    str(status): Fault(
        reply(status, headers={"location": "https://ana:CANARY@login.example/?CANARY"}),
        BadAnswer,
        BadAnswer,
        "redirects to login.example,",
    )
    for status in (301, 302, 303, 307, 308)
} | {
    "junk location": Fault(
        reply(302, headers={"location": "https://[CANARY"}), BadAnswer, BadAnswer, "another address"
    ),
    "no location": Fault(reply(304), BadAnswer, BadAnswer, "another address"),
}
WEB_PAGES = {
    "web page": Fault(
        reply(200, text=WEB_PAGE, headers={"content-type": "text/html; charset=utf-8"}),
        BadAnswer,
        OutcomeUnknown,
        "web page",
    ),
    "web page without a type": Fault(
        reply(200, text=f"\n {WEB_PAGE}"), BadAnswer, OutcomeUnknown, "web page"
    ),
}
SIZES = {
    "compressed": Fault(
        reply(200, text=b"\x1f\x8b", headers={"content-encoding": "x-unknown"}),
        BadAnswer,
        OutcomeUnknown,
        "compressed",
    ),
    "huge": Fault(reply(200, text=b" " * 1025), BadAnswer, OutcomeUnknown, "more than 1 KiB"),
}
BODIES = {
    name: Fault(reply(200, text=body), BadAnswer, OutcomeUnknown, "can't be read")
    for name, body in {
        "empty": b"",
        "truncated": f'{{"accessKeys": [{{"clientSecret": "{BODY_CANARY}'.encode(),
        "null": b"null",
        "scalar": b"5",
        "text": BODY_CANARY.encode(),
        "wrong types": f'{{"accessKeys": "{BODY_CANARY}", "clientSecret": 5, "id": []}}'.encode(),
        "null fields": b'{"accessKeys": null, "clientSecret": null, "id": null}',
        "no fields": b"{}",
        "empty secret": b'{"clientSecret": ""}',
        "deep": b"[" * 1000,
        "bad UTF-8": b'{"accessKeys": ["\xff"], "clientSecret": "\xff"}',
        "byte order mark": b'\xef\xbb\xbf{"accessKeys": [], "clientSecret": "x"}',
        "UTF-16": '{"accessKeys": [], "clientSecret": "x"}'.encode("utf-16"),
        "lone surrogate": b'{"accessKeys": ["\\ud800"], "clientSecret": "\\ud800"}',
    }.items()
}
EVERYWHERE = NETWORK | STATUSES | REDIRECTS | WEB_PAGES | SIZES
