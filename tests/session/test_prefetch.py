"""What becomes of a head start where the system does not play along."""

from __future__ import annotations

import ctypes
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from tui.config.settings import Settings
from tui.runtime.hardening import end_with_parent
from tui.session import prefetch as head_start
from tui.session.prefetch import HeadStart, take_head_start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is none elsewhere")

_FILES = Path("/proc/self/fd")


@pytest.fixture
def gone() -> int:
    """Give the id that a process had: it is had by none, as where nobody is told of its end."""
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_one_that_has_ended_and_was_not_waited_for_can_be_ended(gone: int) -> None:
    HeadStart(gone, -1).end()


class _WhereItIsRead:
    def __reduce__(self) -> tuple[Any, ...]:
        return threading.current_thread, ()


async def test_an_answer_is_read_beside_the_screen_as_it_may_load_what_the_service_needs(
    gone: int,
) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        pickle.dump(_WhereItIsRead(), file)

    read_in: object = await HeadStart(gone, reading).outcome()

    assert read_in is not threading.main_thread()


def test_there_is_none_where_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> NoReturn:
        raise BlockingIOError

    monkeypatch.setattr(head_start, "_is_a_processor_idle", lambda: True)
    monkeypatch.setattr(os, "fork", fork)
    files = sorted(_FILES.iterdir())

    assert take_head_start(Settings(demo_role="admin")) is None
    assert sorted(_FILES.iterdir()) == files


def test_none_goes_on_where_the_system_would_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(prctl=lambda *_: -1))

    with pytest.raises(OSError, match="prctl"):
        end_with_parent(os.getppid())
