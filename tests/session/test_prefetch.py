"""A prefetch hands each thing out once, and survives where the system does not cooperate."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import pickle
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from tests.keys import make_key
from tui.api.access_key import KeyList
from tui.api.errors import Unreachable
from tui.config.settings import Settings
from tui.runtime.hardening import end_with_parent
from tui.session.prefetch import Prefetch
from tui.session.prefetch_process import ForkedFetch, fork_fetch
from tui.session.prefetch_result import Identity, PrefetchResult

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is none elsewhere")

_FILES = Path("/proc/self/fd")


@pytest.fixture
def gone() -> int:
    """Return the id of an ended process: no process has it, as where its end goes unnoticed."""
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_one_that_has_ended_and_was_not_waited_for_can_be_killed(gone: int) -> None:
    ForkedFetch(gone, -1).kill()


class _WhereItIsRead:
    def __reduce__(self) -> tuple[Any, ...]:
        return threading.current_thread, ()


async def test_a_result_is_read_beside_the_screen_as_it_may_import_what_the_service_needs(
    gone: int,
) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        pickle.dump(_WhereItIsRead(), file)

    read_in: object = await ForkedFetch(gone, reading).result()

    assert read_in is not threading.main_thread()


def test_there_is_none_where_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> NoReturn:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", fork)
    files = sorted(_FILES.iterdir())

    assert fork_fetch(Settings(demo_role="admin")) is None
    assert sorted(_FILES.iterdir()) == files


def test_none_goes_on_where_the_system_would_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(prctl=lambda *_: -1))

    with pytest.raises(OSError, match="prctl"):
        end_with_parent(os.getppid())


_ANA = Identity("https://acme.example", "an-id", "ana@acme.example")
_KEYS = KeyList((make_key("a"),))


class _Fetch(ForkedFetch):
    """Stands for a child process; its result is there when the test says so."""

    def __init__(self, result: PrefetchResult) -> None:
        super().__init__(0, -1)
        self.given = result
        self.is_over = asyncio.Event()
        self.killed = 0

    async def result(self) -> PrefetchResult:
        await self.is_over.wait()
        return self.given

    def kill(self) -> None:
        self.killed += 1
        self.is_over.set()


class _Service:
    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.sign_ins: list[object] = []

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def continue_from(self, sign_in: object) -> None:
        self.sign_ins.append(sign_in)


@pytest.fixture
def service() -> Any:  # noqa: ANN401 - it stands for a service
    return _Service()


async def test_the_list_the_pause_and_the_token_are_handed_out_once(service: Any) -> None:  # noqa: ANN401
    fetch = _Fetch(PrefetchResult(_KEYS, None, 2.0, _ANA, pickle.dumps("a token")))
    prefetch = Prefetch(fetch)
    fetch.is_over.set()

    assert [await prefetch.first_list() for _ in range(2)] == [_KEYS, None]
    assert prefetch.identity == _ANA
    for _ in range(2):
        await prefetch.hand_over(service)
        await prefetch.before_request(service)
    assert (service.sign_ins, service.pauses) == (["a token"], [2.0])
    assert fetch.given == PrefetchResult(identity=_ANA)


async def test_its_failure_is_raised_once_in_place_of_a_request(service: Any) -> None:  # noqa: ANN401
    fetch = _Fetch(PrefetchResult(failure=Unreachable("It can't be reached.")))
    fetch.is_over.set()
    prefetch = Prefetch(fetch)

    assert await prefetch.first_list() is None
    with pytest.raises(Unreachable):
        await prefetch.before_request(service)
    await prefetch.before_request(service)
    assert (prefetch.identity, service.pauses) == (None, [])


async def test_whoever_stops_waiting_ends_it_for_all_and_its_list_is_not_used_later() -> None:
    fetch = _Fetch(PrefetchResult(_KEYS, identity=_ANA))
    prefetch = Prefetch(fetch)
    other = asyncio.create_task(prefetch.finish())
    waiting = asyncio.create_task(prefetch.first_list())
    await asyncio.sleep(0)
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    await other
    assert fetch.killed == 1
    assert await prefetch.first_list() is None


class _TracedResult(PrefetchResult):
    """A result that weak references tell the end of."""


async def test_after_it_is_closed_nothing_of_it_is_left() -> None:
    fetch = _Fetch(_TracedResult(_KEYS, identity=_ANA, sign_in=b"a token"))
    prefetch = Prefetch(fetch)
    fetch.is_over.set()
    await prefetch.first_list()

    prefetch.close()
    await asyncio.sleep(0)

    assert await prefetch.first_list() is None
    assert prefetch.identity is None
    given = weakref.ref(fetch.given)
    del fetch.given
    gc.collect()
    assert given() is None
