"""A prefetch signs in with the profile's credentials, and its list is used once."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.sockets import OK, Handler, request_head, serving
from tests.api.test_tls import TLS, certificate
from tests.delivery.support import canary
from tests.keys import make_key
from tui.api.access_key import KeyList
from tui.api.first_list import FirstResult
from tui.api.grants import FixedToken
from tui.api.secret_values import HeldSecret
from tui.api.tokens import Token
from tui.config.declared_settings import CLIENT_SECRET, TOKEN
from tui.config.settings import SecretCommand, SecretFile, SecretInConfig, Settings, Source
from tui.config.trusted_certificates import trusted_path
from tui.session.prefetch import Identity, Prefetch, start_prefetch
from tui.session.session import Session

if TYPE_CHECKING:
    from tui.api.service import AccessKeyService

_ANA = Identity("https://acme.example", "an-id", "ana@acme.example")
_KEYS = KeyList((make_key("a"),))
_RESULT = FirstResult(_KEYS, Token(HeldSecret("a-token"), 60.0, "ana@acme.example"), 5.0)


@dataclass
class _Fetch:
    """A fetch whose result the test sets."""

    result: Future[FirstResult] = field(default_factory=Future)
    seconds_left: float = 60.0
    closed: int = 0

    def give_up(self) -> None:
        self.result.set_result(FirstResult())

    def close(self) -> None:
        self.closed += 1
        if not self.result.done():
            self.result.set_result(FirstResult())


@dataclass
class _Service:
    taken: list[FirstResult] = field(default_factory=list)

    def take_over(self, first: FirstResult) -> None:
        self.taken.append(first)


def _prefetch(fetch: Any, grant: FixedToken | None = None) -> Prefetch:  # noqa: ANN401 - a fake
    return Prefetch(fetch, lambda _: _ANA, grant)


async def test_the_list_and_the_token_are_used_once() -> None:
    fetch, service = _Fetch(), _Service()
    fetch.result.set_result(_RESULT)
    prefetch = _prefetch(fetch, FixedToken(HeldSecret("a-token")))

    assert [await prefetch.first_list() for _ in range(2)] == [_KEYS, None]
    assert prefetch.identity == _ANA
    for _ in range(2):
        prefetch.hand_over(service)  # type: ignore[arg-type]  # as much of one as is needed
    assert prefetch.grant is None
    assert [first.token for first in service.taken] == [_RESULT.token, None]


async def test_a_cancelled_caller_ends_the_fetch_and_its_list_is_not_used_later() -> None:
    fetch = _Fetch()
    prefetch = _prefetch(fetch)
    other = asyncio.create_task(prefetch.finish())
    waiting = asyncio.create_task(prefetch.first_list())
    await asyncio.sleep(0)
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    await other
    assert fetch.closed == 1
    assert await prefetch.first_list() is None


async def test_a_fetch_is_given_up_at_its_deadline() -> None:
    prefetch = _prefetch(_Fetch(seconds_left=0.0))

    assert await prefetch.first_list() is None


async def test_a_closed_prefetch_keeps_neither_list_nor_token() -> None:
    fetch = _Fetch()
    fetch.result.set_result(_RESULT)
    prefetch = _prefetch(fetch)
    await prefetch.first_list()

    prefetch.close()

    assert await prefetch.first_list() is None
    assert prefetch.identity is None
    assert _RESULT not in vars(prefetch).values()


def _listing(heads: list[bytes]) -> Handler:
    """Return a handler that accepts any sign-in and lists one key."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            heads.append(await request_head(reader))
            body = b'{"accessKeys":[{"id":"1","name":"ci","clientId":"c","createdAt":null}]}'
            if heads[-1].startswith(b"POST"):
                length = heads[-1].lower().partition(b"content-length: ")[2].split()[0]
                heads.append(await reader.readexactly(int(length)))
                body = b'{"access_token":"the-token","expires_in":3600}'
            writer.write(OK + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    return answer


@pytest.mark.parametrize("kind", ["pair", "token", "file", "config"])
async def test_credentials_from_the_environment_or_a_file_serve_the_prefetch_and_the_service(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, path, heads = canary(), tmp_path / "file", list[bytes]()
    place = '[profiles.p]\nbase_url = "https://a.example"\nclient_id = "an-id"\n'
    entry = f'{place}client_secret = "{secret}"\n'
    path.write_text(secret if kind == "file" else entry)
    path.chmod(0o600)
    sources: dict[str, Source] = {
        "file": SecretFile(path),
        "config": SecretInConfig(path, "p"),
    }
    source = sources.get(kind)
    if source is None:
        monkeypatch.setenv(CLIENT_SECRET if kind == "pair" else TOKEN, secret)
    async with serving(_listing(heads)) as port:
        settings = Settings(
            base_url=f"http://127.0.0.1:{port}",
            client_id=None if kind == "token" else "an-id",
            source=source,
            has_secret=kind == "pair",
            has_token=kind == "token",
        )
        session = Session(settings, prefetch=start_prefetch(settings))
        session.drawn.set()
        assert secret not in os.environ.values()
        first = await session.list_my_keys()
        assert not session.is_open
        assert session.client_id == settings.client_id
        again = await session.list_my_keys()
        service: AccessKeyService = await session.service()
        await session.aclose()

    assert [key.name for key in (*first.keys, *again.keys)] == ["ci", "ci"]
    assert session.client_id == service.client_id == settings.client_id
    requests = [head.split()[0] for head in heads if b"HTTP/1.1" in head]
    assert requests == ([] if kind == "token" else [b"POST"]) + [b"GET", b"GET"]
    assert secret.encode() in b"".join(heads)


async def test_the_prefetch_accepts_a_certificate_that_the_user_trusts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv(TOKEN, "a-token")
    async with serving(_listing([]), certificate("alone")) as port:
        settings = Settings(base_url=f"https://localhost:{port}", has_token=True)
        path = trusted_path(f"https://localhost:{port}")
        path.parent.mkdir(parents=True)
        path.write_bytes((TLS / "alone.pem").read_bytes())
        path.chmod(0o600)

        assert await start_prefetch(settings).first_list() is not None


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(base_url="https://acme.example"),
        Settings(base_url="https://acme.example", client_id="x", source=SecretCommand(("false",))),
        Settings(demo_role="admin", frozen=datetime(2026, 1, 2, tzinfo=UTC)),
    ],
    ids=["nothing", "no credentials", "a command", "a frozen demo"],
)
async def test_nothing_is_prefetched_without_credentials_for_a_command_or_in_a_frozen_demo(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CLIENT_SECRET, "for-the-form")

    assert await start_prefetch(settings).first_list() is None
    assert os.environ[CLIENT_SECRET] == "for-the-form"


async def test_the_prefetch_leaves_a_file_that_others_can_read_to_the_service(
    tmp_path: Path,
) -> None:
    path = tmp_path / "secret"
    path.write_text("s3cret")
    path.chmod(0o644)
    settings = Settings(base_url="http://127.0.0.1:9", client_id="x", source=SecretFile(path))

    assert await start_prefetch(settings).first_list() is None
