"""Deletes wait, can be taken back, and are sent when their time has come, or never."""

from __future__ import annotations

import asyncio

import pytest

from tests.keys import make_key
from tui.session.delete_queue import DeleteQueue


class Clock:
    """A clock that stands still until it is moved."""

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


def names(queue: DeleteQueue) -> list[str]:
    return [each.key.name for each in queue.waiting]


async def test_each_is_sent_after_its_own_five_seconds(
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
    assert (sent, names(queue), queue.on_its_way) == (["a"], ["b"], ("a",))
    clock.time += 3
    queue.tick()
    assert sent == ["a", "b"]


async def test_the_last_is_taken_back_first_and_then_never_sent(
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


async def test_while_it_is_held_no_time_passes_and_nothing_is_sent(
    queue: DeleteQueue, clock: Clock, sent: list[str]
) -> None:
    add(queue, "a", sent)
    clock.time += 3
    queue.hold()
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


async def test_what_waits_what_is_sent_and_what_failed_is_told_apart_at_the_end(
    queue: DeleteQueue, sent: list[str]
) -> None:
    for name in ("failed", "sent"):
        add(queue, name, sent)
    queue.send_all()
    queue.ended(make_key("failed"), "It was refused.")
    add(queue, "kept", sent)

    kept, lost, failed = queue.left_open

    assert kept == "kept was still waiting to be deleted: nothing was sent."
    assert lost.startswith("Deleting sent was requested, and may have been carried out")
    assert failed == "Deleting failed: It was refused."
    queue.forget_failure(make_key("failed"))
    queue.ended(make_key("sent"))
    queue.take_back_all()
    assert queue.left_open == []
    assert not queue


async def test_it_is_drained_when_the_last_answer_has_come(
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


async def test_it_sends_by_itself_when_the_time_has_come_and_tells_its_listeners(
    sent: list[str],
) -> None:
    queue = DeleteQueue(0.05)
    told: list[list[str]] = []
    over = asyncio.Event()
    queue.listen(lambda: told.append(names(queue)))
    add(queue, "taken-back", sent)
    queue.take_back()
    queue.add(make_key("a"), over.set)
    await asyncio.wait_for(over.wait(), 10)
    await asyncio.sleep(0)
    assert (told, sent) == ([["taken-back"], [], ["a"], []], [])
    assert queue.on_its_way == ("a",)


async def test_its_listeners_hear_of_each_second_that_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.session.delete_queue.TICK", 0.01)
    queue = DeleteQueue(600)
    heard: asyncio.Queue[None] = asyncio.Queue()
    queue.add(make_key("a"), pytest.fail)
    queue.listen(lambda: heard.put_nowait(None))
    for _ in range(3):
        await asyncio.wait_for(heard.get(), 10)
    queue.hold()
    await asyncio.sleep(0.05)
    assert heard.empty()
