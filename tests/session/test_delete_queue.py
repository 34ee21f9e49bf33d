"""A delete is sent after its delay, unless it is taken back before."""

from __future__ import annotations

import asyncio

import pytest

from tests.keys import make_key
from tui.session.delete_queue import DeleteQueue


class Clock:
    """A clock that the test advances."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sent() -> list[str]:
    return []


@pytest.fixture
def queue(clock: Clock, sent: list[str]) -> DeleteQueue:
    return DeleteQueue(5, clock)


def add(queue: DeleteQueue, name: str, sent: list[str]) -> None:
    queue.add(make_key(name), lambda: sent.append(name))


def waiting_names(queue: DeleteQueue) -> list[str]:
    return [each.key.name for each in queue.waiting]


async def test_each_delete_is_sent_after_its_own_delay(
    queue: DeleteQueue, clock: Clock, sent: list[str]
) -> None:
    add(queue, "a", sent)
    clock.time += 3
    add(queue, "b", sent)
    assert [queue.seconds_left(each) for each in queue.waiting] == [2, 5]
    clock.time += 1.999
    queue.tick()
    assert sent == []
    clock.time += 0.001
    queue.tick()
    assert (sent, waiting_names(queue), queue.in_flight) == (["a"], ["b"], ("a",))
    clock.time += 3
    queue.tick()
    assert sent == ["a", "b"]


async def test_the_latest_delete_is_taken_back_first_and_never_sent(
    queue: DeleteQueue, clock: Clock, sent: list[str]
) -> None:
    for name in "abc":
        add(queue, name, sent)
    clock.time += 4.999
    assert [key.name for key in (queue.take_back(), queue.take_back()) if key] == ["c", "b"]
    clock.time += 1
    queue.tick()
    assert sent == ["a"]
    assert queue.take_back() is None


async def test_while_the_queue_is_paused_no_time_passes_and_nothing_is_sent(
    queue: DeleteQueue, clock: Clock, sent: list[str]
) -> None:
    add(queue, "a", sent)
    clock.time += 3
    queue.pause()
    clock.time += 60
    queue.tick()
    assert [queue.seconds_left(each) for each in queue.waiting] == [2]
    assert sent == []
    queue.resume()
    clock.time += 1.9
    queue.tick()
    assert sent == []
    clock.time += 0.2
    queue.tick()
    assert sent == ["a"]


async def test_unfinished_deletes_are_reported_as_not_sent_unknown_or_failed(
    queue: DeleteQueue, sent: list[str]
) -> None:
    for name in ("failed", "sent"):
        add(queue, name, sent)
    queue.send_all()
    queue.ended(make_key("failed"), "It was refused.")
    add(queue, "kept", sent)

    unsent, unknown, failed = queue.left_open

    assert unsent == "kept was still waiting to be deleted: nothing was sent."
    assert unknown.startswith("Deleting sent was requested, and may have been carried out")
    assert failed == "Deleting failed: It was refused."
    queue.forget_failure(make_key("failed"))
    queue.ended(make_key("sent"))
    queue.take_back_all()
    assert queue.left_open == []
    assert not queue


async def test_the_queue_is_drained_by_the_last_response(
    queue: DeleteQueue, sent: list[str]
) -> None:
    for name in "ab":
        add(queue, name, sent)
    queue.send_all()
    drained = asyncio.create_task(queue.drained())
    queue.ended(make_key("a"))
    await asyncio.sleep(0)
    assert not drained.done()
    queue.ended(make_key("b"))
    await drained


async def test_a_timer_sends_the_deletes_and_subscribers_are_called_on_each_change(
    sent: list[str],
) -> None:
    queue = DeleteQueue(0.05)
    seen: list[list[str]] = []
    over = asyncio.Event()
    queue.subscribe(lambda: seen.append(waiting_names(queue)))
    add(queue, "taken-back", sent)
    queue.take_back()
    queue.add(make_key("a"), over.set)
    await asyncio.wait_for(over.wait(), 10)
    await asyncio.sleep(0)
    assert (seen, sent) == ([["taken-back"], [], ["a"], []], [])
    assert queue.in_flight == ("a",)


async def test_subscribers_are_called_each_second_until_the_queue_is_paused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.session.delete_queue.TICK", 0.01)
    queue = DeleteQueue(600)
    calls: asyncio.Queue[None] = asyncio.Queue()
    queue.add(make_key("a"), pytest.fail)
    queue.subscribe(lambda: calls.put_nowait(None))
    for _ in range(3):
        await asyncio.wait_for(calls.get(), 10)
    queue.pause()
    await asyncio.sleep(0.05)
    assert calls.empty()
