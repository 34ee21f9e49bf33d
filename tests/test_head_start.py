"""What becomes of a head start where the system does not play along."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NoReturn

import pytest

from tui import head_start
from tui.head_start import HeadStart, take_head_start
from tui.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is none elsewhere")


def test_one_that_has_ended_and_was_not_waited_for_can_be_ended() -> None:
    # As where the program was started with the signal for that ignored.
    with subprocess.Popen(["true"]) as gone:
        gone.wait()

    HeadStart(gone.pid, -1).end()


def test_there_is_none_where_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> NoReturn:
        raise BlockingIOError

    monkeypatch.setattr(head_start, "_is_a_processor_idle", lambda: True)
    monkeypatch.setattr(os, "fork", fork)
    files = os.listdir("/proc/self/fd")

    assert take_head_start(Settings(demo_role="admin")) is None
    assert os.listdir("/proc/self/fd") == files
