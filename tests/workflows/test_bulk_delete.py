"""Many keys are deleted, a few at a time, and the outcome of each is known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

import httpx
import pytest

from tests.app.support import service_of
from tests.keys import NOW
from tui.api.access_key import AccessKey, KeyList
from tui.api.errors import Unreachable
from tui.api.service import AccessKeyService
from tui.demo.server import Demo
from tui.listing.server_query import ALL, Query
from tui.workflows.bulk_delete import (
    AT_ONCE,
    TO_RETRY,
    BulkDelete,
    DeleteStatus,
    Fetch,
    FreshKeys,
    refresh_keys,
)

OWNER = "zoe@acme.example"


class Gate(httpx.AsyncBaseTransport):
    """Transport to a demo that counts the deletes in flight, and can hold or fail them."""

    def __init__(self, demo: Demo) -> None:
        self._inner = httpx.ASGITransport(app=demo.app)
        self.faults: dict[str, int] = {}
        """HTTP status of the response to a delete, by the key's id."""
        self.in_flight = self.most = self.deletes = 0
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.entered = asyncio.Semaphore(0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "DELETE":
            return await self._inner.handle_async_request(request)
        self.deletes, self.in_flight = self.deletes + 1, self.in_flight + 1
        self.most = max(self.most, self.in_flight)
        self.entered.release()
        try:
            await self.is_open.wait()
            await asyncio.sleep(0)
            if status := self.faults.get(request.url.path.rpartition("/")[2]):
                return httpx.Response(status, json={"code": status, "message": "Injected."})
            return await self._inner.handle_async_request(request)
        finally:
            self.in_flight -= 1


@pytest.fixture
def demo() -> Demo:
    demo = Demo(now=lambda: NOW)
    for key in demo.store.all_keys():
        if key.client_id != demo.client_id:
            demo.store.remove_key(key.id)
    for number in range(53):
        demo.store.add_key(f"old-{number}", OWNER)
    return demo


@pytest.fixture
def gate(demo: Demo) -> Gate:
    return Gate(demo)


@pytest.fixture
async def service(demo: Demo, gate: Gate) -> AsyncIterator[AccessKeyService]:
    service = service_of(demo, gate)
    yield service
    await service.aclose()


def fetch_with(service: AccessKeyService) -> Fetch:
    async def fetch(query: Query) -> KeyList:
        return await service.list_all_keys(created_by=query.created_by)

    return fetch


async def bulk_of(service: AccessKeyService, *, count: int = 53) -> BulkDelete:
    keys = (await service.list_all_keys(created_by=OWNER)).keys[:count]

    async def delete(key: AccessKey) -> None:
        await service.delete_any_key(key.id)

    async def refresh(keys: Iterable[AccessKey]) -> FreshKeys:
        return await refresh_keys(fetch_with(service), keys)

    return BulkDelete(keys, delete, refresh)


def counts(bulk: BulkDelete) -> dict[DeleteStatus, int]:
    return {
        status: len(bulk.with_status(status)) for status in DeleteStatus if bulk.with_status(status)
    }


async def test_a_retry_sends_only_the_deletes_that_failed(
    demo: Demo, gate: Gate, service: AccessKeyService
) -> None:
    bulk = await bulk_of(service)
    keys = [item.key for item in bulk.items]
    gate.faults = {key.id: 500 for key in keys[:28:4]} | {key.id: 404 for key in keys[30:33]}

    await bulk.run(DeleteStatus.WAITING)

    assert counts(bulk) == {DeleteStatus.DELETED: 43, DeleteStatus.GONE: 3, DeleteStatus.UNKNOWN: 7}
    assert bulk.summary == "43 deleted, 3 gone already, 7 not confirmed"
    assert [item.key for item in bulk.items if item.reason] == keys[:28:4]
    assert all("500" in item.reason for item in bulk.items if item.reason)
    assert (gate.deletes, gate.most) == (53, AT_ONCE)
    assert len(demo.store.keys_of(OWNER)) == 10

    gate.faults, gate.deletes = {}, 0
    await bulk.run(*TO_RETRY)

    assert gate.deletes == 7
    assert counts(bulk) == {DeleteStatus.DELETED: 50, DeleteStatus.GONE: 3}


async def test_after_a_stop_nothing_more_is_sent_and_the_outcomes_are_exact(
    demo: Demo, gate: Gate, service: AccessKeyService
) -> None:
    bulk = await bulk_of(service)
    gate.is_open.clear()
    run = asyncio.create_task(bulk.run(DeleteStatus.WAITING))
    for _ in range(AT_ONCE):
        await gate.entered.acquire()
    bulk.stop()
    assert counts(bulk) == {DeleteStatus.SENT: 4, DeleteStatus.WAITING: 49}
    gate.is_open.set()
    await run

    assert counts(bulk) == {DeleteStatus.DELETED: 4, DeleteStatus.WAITING: 49}
    gone = {key.id for key in bulk.with_status(DeleteStatus.DELETED)}
    assert gate.deletes == 4
    assert not gone & {key.id for key in demo.store.keys_of(OWNER)}
    assert len(demo.store.keys_of(OWNER)) == 49


async def test_a_cancelled_run_leaves_the_deletes_in_flight_not_confirmed(
    gate: Gate, service: AccessKeyService
) -> None:
    bulk = await bulk_of(service, count=6)
    gate.is_open.clear()
    run = asyncio.create_task(bulk.run(DeleteStatus.WAITING))
    for _ in range(AT_ONCE):
        await gate.entered.acquire()
    run.cancel()
    await asyncio.wait([run])

    assert counts(bulk) == {DeleteStatus.UNKNOWN: 4, DeleteStatus.WAITING: 2}


async def test_a_key_used_meanwhile_is_held_back_and_one_deleted_meanwhile_is_gone(
    demo: Demo, gate: Gate, service: AccessKeyService
) -> None:
    bulk = await bulk_of(service, count=5)
    used, gone, *_ = (item.key for item in bulk.items)
    demo.store.mark_used(used.id)
    demo.store.remove_key(gone.id)

    await bulk.run(DeleteStatus.WAITING)

    assert counts(bulk) == {DeleteStatus.HELD: 1, DeleteStatus.GONE: 1, DeleteStatus.DELETED: 3}
    (held,) = bulk.with_status(DeleteStatus.HELD)
    assert (held.id, held.last_login) == (used.id, NOW)
    assert gate.deletes == 3
    assert demo.store.find(used.id)


async def test_beyond_the_servers_limit_keys_are_refreshed_owner_by_owner(
    demo: Demo, gate: Gate, service: AccessKeyService
) -> None:
    bulk = await bulk_of(service, count=5)
    used, gone, *_ = (item.key for item in bulk.items)
    for number in range(100):
        demo.store.add_key(f"new-{number}", f"user{number}@acme.example")
    demo.store.mark_used(used.id)
    demo.store.remove_key(gone.id)

    await bulk.run(DeleteStatus.WAITING)

    assert len((await fetch_with(service)(ALL)).keys) == 100
    assert counts(bulk) == {DeleteStatus.HELD: 2, DeleteStatus.DELETED: 3}
    reasons = {item.key.id: item.reason for item in bulk.items}
    assert "used since" in reasons[used.id]
    assert "can't be found again" in reasons[gone.id]


async def test_nothing_is_deleted_if_the_keys_cannot_be_refreshed(
    gate: Gate, service: AccessKeyService
) -> None:
    bulk = await bulk_of(service, count=5)

    async def fail(keys: Iterable[AccessKey]) -> FreshKeys:
        raise Unreachable("It is down.")

    bulk._refresh = fail
    with pytest.raises(Unreachable):
        await bulk.run(DeleteStatus.WAITING)

    assert counts(bulk) == {DeleteStatus.WAITING: 5}
    assert gate.deletes == 0


async def test_a_sign_in_that_fails_stops_the_rest(demo: Demo, service: AccessKeyService) -> None:
    bulk = await bulk_of(service, count=20)
    refresh = bulk._refresh

    async def refresh_and_lose_the_token(keys: Iterable[AccessKey]) -> FreshKeys:
        fresh = await refresh(keys)
        demo.store.revoke_tokens()
        own = demo.store.find_client(demo.client_id)
        assert own is not None
        demo.store.remove_key(own.id)
        return fresh

    bulk._refresh = refresh_and_lose_the_token
    await bulk.run(DeleteStatus.WAITING)

    assert 1 <= counts(bulk)[DeleteStatus.FAILED] <= AT_ONCE
    assert counts(bulk)[DeleteStatus.WAITING] >= 20 - AT_ONCE
    assert len(demo.store.keys_of(OWNER)) == 53


async def test_the_time_left_is_estimated_from_the_pace_so_far(
    service: AccessKeyService,
) -> None:
    bulk, time, seen = await bulk_of(service, count=10), [0.0], []
    bulk._clock = lambda: time[0]
    delete = bulk._delete

    async def delete_in_two_seconds(key: AccessKey) -> None:
        time[0] += 2
        await delete(key)

    bulk._delete = delete_in_two_seconds
    bulk.changed = lambda: seen.append((bulk._finished, bulk.seconds_left, time[0]))
    assert bulk.seconds_left is None
    await bulk.run(DeleteStatus.WAITING)

    halfway = next(each for each in seen if each[0] == 5)
    assert halfway[1] == pytest.approx(halfway[2])
    assert bulk.seconds_left == 0
