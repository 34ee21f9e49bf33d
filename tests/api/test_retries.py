"""Reads are patient, changes are sent once, or again after a 429."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.api.plane import CALLS, CHANGES, READS, Plane, never, problem, success, v2_token
from tui.api.errors import OutcomeUnknown, Unreachable


@pytest.mark.parametrize("operation", READS)
@pytest.mark.parametrize("failures", [1, 2])
@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_a_read_is_tried_up_to_three_times(
    plane: Plane, operation: str, failures: int, status: int
) -> None:
    plane.answers = [*[problem(status)] * failures, success(operation)]
    await CALLS[operation](plane.service())
    assert len(plane.api_requests) == failures + 1
    assert len(plane.token_requests) == 1


async def test_the_second_pause_is_longer_and_both_vary(plane: Plane) -> None:
    plane.answers = [httpx.ReadError("")]
    service = plane.service()
    for _ in range(5):
        with pytest.raises(Unreachable):
            await service.list_my_keys()
    first, second = plane.pauses[::2], plane.pauses[1::2]
    assert all(0.2 <= pause <= 0.4 for pause in first)
    assert all(0.66 <= pause <= 1.34 for pause in second)
    assert len(set(plane.pauses)) > 2


@pytest.mark.parametrize(
    ("headers", "shortest", "longest"),
    [
        ({"retry-after": "7"}, 7, 7),
        (
            {
                "retry-after": "Wed, 21 Oct 2015 07:28:09 GMT",
                "date": "Wed, 21 Oct 2015 07:28:00 GMT",
            },
            9,
            9,
        ),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:09 GMT"}, 0.2, 0.4),
        ({"retry-after": "0"}, 0.2, 0.4),
        ({"retry-after": "soon"}, 0.2, 0.4),
        ({"retry-after": "-5"}, 0.2, 0.4),
        ({"retry-after": "²"}, 0.2, 0.4),
        ({"retry-after": ""}, 0.2, 0.4),
        ({}, 0.2, 0.4),
    ],
)
async def test_a_server_s_retry_after_is_respected(
    plane: Plane, headers: dict[str, str], shortest: float, longest: float
) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    plane.answers = [lambda _: httpx.Response(503, headers=encoded), success("list_my_keys")]
    await plane.service().list_my_keys()
    (pause,) = plane.pauses
    assert shortest <= pause <= longest


@pytest.mark.parametrize(
    ("asked", "told"),
    [("9999", "9999"), ("9" * 400, "1000000"), ("Tue, 01 Jan 2999 00:00:00 GMT", "1000000")],
)
async def test_a_retry_after_beyond_the_deadline_is_reported_at_once(
    plane: Plane, asked: str, told: str
) -> None:
    plane.answers = [problem(429, retry_after=asked)]
    with pytest.raises(Unreachable, match=f"The server asks to wait {told} s"):
        await plane.service().list_my_keys()
    assert len(plane.api_requests) == 1
    assert plane.pauses == []


async def test_the_rest_of_a_retry_after_can_be_shown_until_it_is_over() -> None:
    left: list[float] = []

    class Waited(Plane):
        async def _sleep(self, seconds: float) -> None:
            left.append(service.pause_left)
            self.now += seconds - 2
            left.append(service.pause_left)

    plane = Waited([problem(429, retry_after="7"), success("list_my_keys")])
    service = plane.service()
    await service.list_my_keys()
    assert [*left, service.pause_left] == [7, 2, 0]


@pytest.mark.parametrize("operation", CHANGES)
async def test_a_change_that_a_429_refused_is_sent_again_after_the_wait(
    plane: Plane, operation: str
) -> None:
    plane.answers = [problem(429, retry_after="5"), success(operation)]
    await CALLS[operation](plane.service())
    assert len(plane.api_requests) == 2
    assert plane.pauses == [5]


@pytest.mark.parametrize("operation", CALLS)
async def test_a_429_that_names_no_wait_is_waited_for_longer_each_time(
    plane: Plane, operation: str
) -> None:
    plane.answers = [*[problem(429)] * 5, success(operation)]
    await CALLS[operation](plane.service())
    assert len(plane.api_requests) == 6
    assert plane.pauses == sorted(plane.pauses)
    assert 10 < sum(plane.pauses) < 21


async def test_a_sign_in_that_a_429_refused_is_sent_again_after_the_wait(plane: Plane) -> None:
    plane.token_answers = [problem(429, retry_after="5"), v2_token(1)]
    await plane.service().list_my_keys()
    assert len(plane.token_requests) == 2
    assert len(plane.api_requests) == 1
    assert plane.pauses == [5]


@pytest.mark.parametrize("operation", CHANGES)
@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_change_that_may_have_been_carried_out_is_not_sent_again(
    plane: Plane, operation: str, status: int
) -> None:
    plane.answers = [problem(status, retry_after="5")]
    with pytest.raises(OutcomeUnknown):
        await CALLS[operation](plane.service())
    assert len(plane.api_requests) == 1
    assert plane.pauses == []


@pytest.mark.parametrize("operation", CHANGES)
async def test_a_change_is_not_sent_again_where_the_wait_leaves_too_little_of_the_deadline(
    plane: Plane, operation: str
) -> None:
    plane.answers = [problem(429, retry_after="26")]
    with pytest.raises(Unreachable, match="asks to wait 26 s"):
        await CALLS[operation](plane.service())
    assert len(plane.api_requests) == 1


async def test_a_deadline_that_ends_the_wait_after_a_429_leaves_nothing_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.api.retry.CHANGE_ROOM", 0.0)

    class Endless(Plane):
        async def _sleep(self, _: float) -> None:
            await asyncio.Event().wait()

    plane = Endless([problem(429)])
    with pytest.raises(Unreachable):
        await plane.service(deadline=0.5).delete_my_key("1")


async def test_a_429_holds_back_the_other_requests_of_a_session() -> None:
    asleep, awake = asyncio.Event(), asyncio.Event()

    class Waiting(Plane):
        async def _sleep(self, seconds: float) -> None:
            self.pauses.append(seconds)
            asleep.set()
            await awake.wait()

    plane = Waiting([problem(429, retry_after="5"), success("delete_my_key")])
    service = plane.service()
    async with asyncio.TaskGroup() as group:
        group.create_task(service.delete_my_key("1"))
        await asleep.wait()
        others = [group.create_task(service.delete_my_key(str(number))) for number in range(9)]
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(plane.api_requests) == 1
        awake.set()
    assert len(plane.api_requests) == 2 + len(others)
    assert plane.pauses == [5]


async def test_nothing_is_sent_before_the_longest_of_several_waits_is_over() -> None:
    waits = {5.0: asyncio.Event(), 9.0: asyncio.Event()}

    class Waiting(Plane):
        async def _sleep(self, seconds: float) -> None:
            self.pauses.append(seconds)
            await waits[seconds].wait()

    refusals = [problem(429, retry_after=seconds) for seconds in ("5", "9")]
    plane = Waiting([*refusals, success("delete_my_key")])
    service = plane.service()
    async with asyncio.TaskGroup() as group:
        for key_id in ("1", "2"):
            group.create_task(service.delete_my_key(key_id))
        for wait in waits.values():
            for _ in range(20):
                await asyncio.sleep(0)
            assert len(plane.api_requests) == 2
            wait.set()
    assert len(plane.api_requests) == 4
    assert sorted(plane.pauses) == [5, 9]


@pytest.mark.parametrize("operation", CALLS)
async def test_the_deadline_ends_a_call_that_gets_no_answer(plane: Plane, operation: str) -> None:
    plane.answers = [never]
    kind = OutcomeUnknown if operation in CHANGES else Unreachable
    with pytest.raises(kind, match=r"did not complete its answer within 0\.05 s"):
        await CALLS[operation](plane.service(deadline=0.05))
    assert len(plane.api_requests) == 1


async def test_the_deadline_holds_for_all_tries_together(plane: Plane) -> None:
    plane.answers = [httpx.ReadError(""), httpx.ReadError(""), never]
    with pytest.raises(Unreachable, match="within"):
        await plane.service(deadline=0.05).list_my_keys()
    assert len(plane.api_requests) == 3
