"""A control plane that does as it is told, for what the demo would never do."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from tui.api.bearer_auth import ClientCredentials, Grant
from tui.api.service import AccessKeyService

HOST = "acme.run.ai"
BASE_URL = f"https://{HOST}"
CLIENT_ID = "5e7b3b7b4b7b4b7b"
SECRET = "CANARY-client-secret"
NEW_SECRET = "CANARY-new-secret"

Answer = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]] | Exception

KEY = {
    "id": "1",
    "name": "ci",
    "clientId": "c1",
    "createdAt": "2026-01-02T03:04:05Z",
    "lastLogin": None,
}
NEW_KEY = {name: KEY[name] for name in ("id", "name", "clientId", "createdAt")}

SUCCESSES: dict[str, tuple[int, Any]] = {
    "list_my_keys": (200, {"accessKeys": [KEY]}),
    "list_all_keys": (200, {"accessKeys": [KEY | {"createdBy": "ana@acme"}]}),
    "get_key": (200, KEY),
    "create_key": (201, NEW_KEY | {"clientSecret": NEW_SECRET}),
    "regenerate_secret": (200, {"clientSecret": NEW_SECRET}),
    "delete_my_key": (204, None),
    "delete_any_key": (204, None),
}
"""Responses to each method of the service when all goes well."""

CALLS: dict[str, Callable[[AccessKeyService], Awaitable[object]]] = {
    "list_my_keys": lambda service: service.list_my_keys(),
    "list_all_keys": lambda service: service.list_all_keys(),
    "get_key": lambda service: service.get_key("1"),
    "create_key": lambda service: service.create_key("ci"),
    "regenerate_secret": lambda service: service.regenerate_secret("1"),
    "delete_my_key": lambda service: service.delete_my_key("1"),
    "delete_any_key": lambda service: service.delete_any_key("1"),
}
READS = ("list_my_keys", "list_all_keys", "get_key")
SECRET_GIVING = ("create_key", "regenerate_secret")
DELETES = ("delete_my_key", "delete_any_key")
CHANGES = (*SECRET_GIVING, *DELETES)


def reply(
    status: int = 200,
    json: Any = None,  # noqa: ANN401 - any JSON value
    *,
    text: str | bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Make an answer with a JSON body, or with any other."""
    if json is None:
        return lambda _: httpx.Response(status, content=text or b"", headers=headers)
    return lambda _: httpx.Response(status, json=json, headers=headers)


def problem(status: int, message: str = "No.", **headers: str) -> Answer:
    """Make an error answer of the contract's shape."""
    return reply(
        status,
        {"code": status, "message": message},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def success(operation: str) -> Answer:
    """Make the answer that the method of this name hopes for."""
    status, body = SUCCESSES[operation]
    return reply(status, body)


async def never(_: httpx.Request) -> httpx.Response:
    """Keep whoever asks waiting."""
    await asyncio.Event().wait()
    raise AssertionError


def v2_token(number: int, **fields: object) -> Answer:
    """Make what /api/v2/token answers when all goes well."""
    return reply(200, {"access_token": f"CANARY-token-{number}", "expires_in": 3600} | fields)


def jwt(**claims: object) -> SecretStr:
    """Make a token that can be read, and is signed by nobody."""
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return SecretStr(f"e30.{part}.c2ln")


@dataclass
class Plane:
    """Control plane that gives prepared responses, repeats the last, and records requests."""

    answers: list[Answer] = field(default_factory=lambda: [success("list_my_keys")])
    token_answers: list[Answer] = field(
        default_factory=lambda: [v2_token(number) for number in range(1, 9)]
    )
    requests: list[httpx.Request] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list, repr=False)
    """The tokens of the requests to the API, in order."""

    pauses: list[float] = field(default_factory=list)
    """Pauses of the service between tries, in seconds."""

    now: float = 1000.0
    """Time by the service's clock."""

    def service(self, grant: Grant | None = None, **options: Any) -> AccessKeyService:  # noqa: ANN401
        """Open a session with it, without real pauses."""
        return AccessKeyService(
            BASE_URL,
            grant or ClientCredentials(CLIENT_ID, SecretStr(SECRET)),
            transport=httpx.MockTransport(self._handle),
            sleep=self._sleep,
            clock=lambda: self.now,
            **options,
        )

    @property
    def api_requests(self) -> list[httpx.Request]:
        """Requests for anything but a token."""
        return [request for request in self.requests if not _is_for_token(request)]

    @property
    def token_requests(self) -> list[httpx.Request]:
        """Requests for a token."""
        return [request for request in self.requests if _is_for_token(request)]

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if not _is_for_token(request):
            # Kept now, because a request that is repeated is the same object again.
            self.bearers.append(request.headers["authorization"])
        await asyncio.sleep(0)  # as on a network, others get a turn meanwhile
        answers = self.token_answers if _is_for_token(request) else self.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        response = answer(request)
        return response if isinstance(response, httpx.Response) else await response


def _is_for_token(request: httpx.Request) -> bool:
    return request.url.path.endswith("/token")
