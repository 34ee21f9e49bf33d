"""Changes whose answers are lost, and keys that are odd or gone: nothing is sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from tests.api.fault_matrix import NEW_NAME, deadline, session, state_of
from tests.api.faults import BODIES, BREAKDOWNS, CUTS, NEVER_SENT, SILENCE, Fault
from tests.api.front import Front
from tests.api.plane import reply
from tui.api.access_key import AccessKey
from tui.api.errors import (
    BadResponse,
    OutcomeUnknown,
    Rejected,
    SignInFailed,
    Unreachable,
)
from tui.api.service import AccessKeyService
from tui.config.settings import Settings
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.record import DemoRecord
from tui.demo.server import Demo
from tui.session.session import Session
from tui.workflows.issue_secret import SecretIssuer

WAYS = {
    "reset": CUTS["reset"],
    "close": CUTS["cut"],
    "hang": SILENCE["hang"]._replace(deadline=0.5),
    "truncated": BODIES["truncated"],
    "502": BREAKDOWNS["502 with a web page"],
}
each_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)

NO_SECRET = {
    "missing": {"id": "1", "name": NEW_NAME, "clientId": "c"},
    "empty": {"id": "1", "name": NEW_NAME, "clientId": "c", "clientSecret": ""},
    "null": {"id": "1", "name": NEW_NAME, "clientId": "c", "clientSecret": None},
    "a number": {"id": "1", "name": NEW_NAME, "clientId": "c", "clientSecret": 5},
}

CREATE = ("POST", "/api/v1/access-keys", 201)


class Scene:
    """A session with a demo behind a front."""

    def __init__(self, demo: Demo, front: Front, service: AccessKeyService) -> None:
        self.demo = demo
        self.front = front
        self.service = service

    @property
    def key(self) -> DemoRecord:
        """One of the user's own keys, not the one that the session signs in with."""
        return self.demo.store.my_keys()[3]

    def carried_out(self, method: str) -> list[tuple[str, str, int]]:
        """Return the demo's records of requests by a method, except for tokens."""
        requests = self.demo.requests
        return [r for r in requests if r[0] == method and not r[1].endswith("/token")]

    async def listed(self, name: str) -> list[AccessKey]:
        """List the keys again, and give those of a name."""
        self.front.heal()
        return [key for key in (await self.service.list_my_keys()).keys if key.name == name]

    async def signs_in(self, client_id: str, secret: SecretStr) -> bool:
        """Return whether a pair is valid."""
        return (await self.service.verify(client_id, secret)).accepted


@asynccontextmanager
async def scene(fault: Fault, *, carry_out: bool) -> AsyncIterator[Scene]:
    """Open a session whose requests go wrong, except for signing in."""
    demo = Demo()
    front = Front(demo)
    async with session(demo, front, fault) as service:
        await service.list_my_keys()
        demo.requests.clear()
        front.misbehave(fault, carry_out=carry_out)
        with deadline(service, fault.deadline):
            yield Scene(demo, front, service)


@each_way
async def test_a_lost_create_that_was_carried_out_is_found_and_its_secret_replaced(
    way: Fault,
) -> None:
    async with scene(way, carry_out=True) as it:
        with pytest.raises(OutcomeUnknown, match="its secret is lost, so regenerate or delete"):
            await it.service.create_key(NEW_NAME)
        (key,) = await it.listed(NEW_NAME)
        secret = await it.service.regenerate_secret(key.id)
        assert it.carried_out("POST")[:1] == [CREATE]
        assert it.carried_out("POST").count(CREATE) == 1
        assert await it.signs_in(key.client_id, secret)


@each_way
async def test_a_lost_create_that_was_not_carried_out_is_not_listed_and_can_be_repeated(
    way: Fault,
) -> None:
    async with scene(way, carry_out=False) as it:
        with pytest.raises(OutcomeUnknown):
            await it.service.create_key(NEW_NAME)
        assert it.front.sent == 1
        assert await it.listed(NEW_NAME) == []
        new = await it.service.create_key(NEW_NAME)
        assert [key.id for key in await it.listed(NEW_NAME)] == [new.id]


@each_way
async def test_a_lost_create_stays_unknown_until_the_list_loads(
    way: Fault,
) -> None:
    async with scene(way, carry_out=True) as it:
        with pytest.raises(OutcomeUnknown):
            await it.service.create_key(NEW_NAME)
        it.front.misbehave(NEVER_SENT["refused"], carry_out=False)
        with pytest.raises(Unreachable):
            await it.service.list_my_keys()
        assert len(await it.listed(NEW_NAME)) == 1
        assert it.carried_out("POST") == [CREATE]


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("body", NO_SECRET.values(), ids=NO_SECRET)
async def test_a_success_without_a_secret_counts_as_lost(
    body: dict[str, object], status: int
) -> None:
    fault = BODIES["null"]._replace(answer=reply(status, body))
    async with scene(fault, carry_out=True) as it:
        with pytest.raises(OutcomeUnknown, match="its secret is lost"):
            await it.service.create_key(NEW_NAME)
        with pytest.raises(OutcomeUnknown, match="and a new one lost"):
            await it.service.regenerate_secret(it.key.id)
        assert len(await it.listed(NEW_NAME)) == 1
        assert len(it.carried_out("POST")) == it.front.sent - 1 == 2


@each_way
@pytest.mark.parametrize("carry_out", [True, False])
async def test_a_lost_regenerate_is_sent_once_and_says_that_the_old_secret_may_be_dead(
    way: Fault, carry_out: bool
) -> None:
    async with scene(way, carry_out=carry_out) as it:
        key, old = it.key, SecretStr(it.key.client_secret)
        with pytest.raises(OutcomeUnknown, match="The old secret may be invalid"):
            await it.service.regenerate_secret(key.id)
        assert it.front.sent == 1
        it.front.heal()
        assert await it.signs_in(key.client_id, old) is not carry_out
        secret = await it.service.regenerate_secret(key.id)
        assert await it.signs_in(key.client_id, secret)


@pytest.mark.parametrize("way", [WAYS[name] for name in WAYS if name != "truncated"])
@pytest.mark.parametrize("carry_out", [True, False])
@pytest.mark.parametrize("anybody_s", [True, False])
async def test_a_lost_delete_is_not_sent_again_and_the_list_decides(
    way: Fault, carry_out: bool, anybody_s: bool
) -> None:
    async with scene(way, carry_out=carry_out) as it:
        key = it.key
        delete = it.service.delete_any_key if anybody_s else it.service.delete_my_key
        with pytest.raises(OutcomeUnknown, match="if it is still there, delete it once more"):
            await delete(key.id)
        assert it.front.sent == 1
        assert len(await it.listed(key.name)) == (0 if carry_out else 1)
        if not carry_out:
            await delete(key.id)
        assert await it.listed(key.name) == []
        assert len(it.carried_out("DELETE")) == 1


async def test_a_key_that_is_gone_already_is_said_to_be() -> None:
    async with scene(WAYS["reset"], carry_out=False) as it:
        it.front.heal()
        key = it.key
        it.demo.store.remove_key(key.id)
        for delete in (it.service.delete_my_key, it.service.delete_any_key):
            with pytest.raises(Rejected, match="Most likely the key was deleted") as caught:
                await delete(key.id)
            assert caught.value.status == 404
        assert len(it.carried_out("DELETE")) == it.front.sent == 2


@pytest.mark.parametrize(
    "key_id",
    [
        *("", ".", "..", "a/b", "/", "?x", "#x", "%2e%2e", "x" * 10_000, "{id}/secret", "{id}?"),
        "../administration/access-keys/{id}",
        "..%2fadministration%2faccess-keys%2f{id}",
    ],
)
async def test_no_id_reaches_another_route_or_another_key(
    key_id: str,
) -> None:
    async with scene(WAYS["reset"], carry_out=False) as it:
        it.front.heal()
        others = [key for key in it.demo.store.all_keys() if key.owner != it.demo.username]
        key_id = key_id.replace("{id}", others[0].id)
        before = state_of(it.demo)
        for method in ("get_key", "regenerate_secret", "delete_my_key", "delete_any_key"):
            with pytest.raises((BadResponse, Rejected)):
                await getattr(it.service, method)(key_id)
        answers = [request for request in it.demo.requests if not request[1].endswith("/token")]
        assert state_of(it.demo) == before
        assert {status for _, _, status in answers} <= {404}
        assert len(answers) in (0, 4)


async def test_a_session_that_ends_during_a_create_leaves_the_outcome_unknown(
    tmp_path: Path,
) -> None:
    demo = Demo()
    asked = asyncio.Event()

    class Held(Front):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await super().handle_async_request(request)
            if request.method == "POST" and request.url.path.endswith("/access-keys"):
                asked.set()
                await asyncio.Event().wait()
            return response

    async with session(demo, Held(demo), SILENCE["hang"]) as service:
        pending = UndeliveredNotes(tmp_path)
        settings = Settings(base_url=service.base_url)
        issuing = SecretIssuer(Session(settings, opener=lambda: service), pending)
        creating = asyncio.create_task(issuing.create(NEW_NAME))
        await asked.wait()
        creating.cancel()
        with pytest.raises(asyncio.CancelledError):
            await creating

    assert NEW_NAME in {key.name for key in demo.store.my_keys()}
    assert len(notes_about(NEW_NAME, tmp_path)) == 1


def notes_about(name: str, folder: Path) -> list[Path]:
    """Return the notes that a secret of this key is on its way."""
    return [path for path in folder.iterdir() if name in path.read_text()]


async def test_a_session_whose_own_key_is_deleted_is_signed_out_and_does_not_loop() -> None:
    async with scene(WAYS["reset"], carry_out=False) as it:
        it.front.heal()
        own = it.demo.store.find_client(it.demo.client_id)
        assert own is not None
        await it.service.delete_my_key(own.id)
        it.demo.store.revoke_tokens()
        for _ in range(3):
            with pytest.raises(SignInFailed):
                await it.service.list_my_keys()
        tokens = [status for _, path, status in it.demo.requests if path.endswith("/token")]
        assert tokens == [401]


async def test_a_session_goes_on_with_the_new_secret_of_its_own_key() -> None:
    async with scene(WAYS["reset"], carry_out=False) as it:
        it.front.heal()
        keys = (await it.service.list_my_keys()).keys
        own = next(key for key in keys if key.client_id == it.service.client_id)
        settings = Settings(base_url=it.service.base_url)
        issuing = SecretIssuer(Session(settings, opener=lambda: it.service), None)
        issued = await issuing.regenerate(own)
        it.demo.store.revoke_tokens()
        assert (await it.service.list_my_keys()).keys
        assert await it.signs_in(own.client_id, issued.credentials.secret)
