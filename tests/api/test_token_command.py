"""A command can be asked for the token, and can't do any harm by failing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.api.plane import HOST, Plane, problem, success
from tui.api.bearer_auth import TokenCommand
from tui.api.errors import SignInFailed

if TYPE_CHECKING:
    from pathlib import Path


def python(code: str, timeout: float = 30.0) -> TokenCommand:
    return TokenCommand((sys.executable, "-c", code), timeout)


@pytest.mark.parametrize("printed", ["'tok.e_n'", "'Bearer tok.e_n\\n'"])
async def test_the_token_that_the_command_prints_is_used(plane: Plane, printed: str) -> None:
    service = plane.service(python(f"print({printed})"))
    await service.list_my_keys()
    await service.list_my_keys()
    assert plane.bearers == ["Bearer tok.e_n"] * 2
    assert plane.token_requests == []


async def test_the_command_runs_again_if_its_token_is_refused(plane: Plane, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    command = python(
        f"runs = open({str(runs)!r}, 'a+'); runs.write('x'); runs.seek(0)\n"
        "print('token', len(runs.read()), sep='-')"
    )
    plane.answers = [problem(401), success("list_my_keys")]
    await plane.service(command).list_my_keys()
    assert plane.bearers == ["Bearer token-1", "Bearer token-2"]


FAILURES = {
    "exit status": (python("print('CANARY'); raise SystemExit(3)"), "failed with status 3."),
    "prints nothing": (python(""), "no token"),
    "prints more": (python("print('CANARY x')"), "no token"),
    "prints a kubeconfig": (python("print('users:\\n  token: CANARY')"), "no token"),
    "prints bytes": (
        python("import sys; sys.stdout.buffer.write(b'CANARY\\xff')"),
        "no token",
    ),
    "prints without end": (
        python("import sys\nwhile True: sys.stdout.write('CANARY' * 10000)"),
        "printed more than any secret is long",
    ),
    "complains": (
        python("import sys; sys.exit('first\\nno login: run \\x1b[1mrunai login\\x1b[0m.')"),
        "failed with status 1 and said: no login: run ␛[1mrunai login␛[0m.",
    ),
    "complains and leaks": (
        python("import sys; print('CANARY'); sys.exit('got CANARY, which is expired')"),
        "said: got •••, which is expired.",
    ),
    "complains without end": (
        python("import sys\nwhile True: sys.stderr.write('x' * 10000)"),
        "printed more than any secret is long",
    ),
    "hangs": (
        python("print('CANARY', flush=True); import time; time.sleep(600)", 0.3),
        "did not end within 0.3 s",
    ),
    "is not there": (TokenCommand(("/nonexistent/\x1b[0mtool", "CANARY")), "can't be run"),
    "is no command": (TokenCommand(()), "can't be run"),
    "is a NUL": (TokenCommand(("a\0b", "CANARY")), "can't be run"),
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_command_that_fails_is_told_without_what_it_printed(
    plane: Plane, failure: str
) -> None:
    command, says = FAILURES[failure]
    with pytest.raises(SignInFailed) as caught:
        await plane.service(command).create_key("ci")
    assert says in caught.value.reason
    assert HOST in caught.value.reason
    assert str(caught.value).isprintable()
    assert "CANARY" not in str(caught.value)
    assert plane.requests == []


async def test_a_command_that_is_lent_the_terminal_gives_it_back_however_it_ends(
    plane: Plane,
) -> None:
    lent: list[str] = []

    @contextmanager
    def lend() -> Iterator[None]:
        lent.append("lent")
        try:
            yield
        finally:
            lent.append("back")

    before = signal.getsignal(signal.SIGINT)
    hanging = replace(python("import time; time.sleep(600)", 0.3), lend=lend)
    with pytest.raises(SignInFailed, match=r"did not end within 0\.3 s"):
        await plane.service(hanging).list_my_keys()
    assert lent == ["lent", "back"]

    missing = TokenCommand(("/nonexistent",), lend=lend)
    with pytest.raises(SignInFailed, match="can't be run"):
        await plane.service(missing).list_my_keys()
    assert lent == ["lent", "back"] * 2

    # As a shell would have it, even where the tests run in the background.
    interrupted = replace(
        python("import os, signal; signal.signal(2, signal.SIG_DFL); os.kill(os.getpid(), 2)"),
        lend=lend,
    )
    with pytest.raises(SignInFailed, match="was ended by signal 2"):
        await plane.service(interrupted).list_my_keys()
    assert lent == ["lent", "back"] * 3
    assert signal.getsignal(signal.SIGINT) is before


async def test_the_command_is_killed_with_its_children_when_nobody_waits_any_more(
    plane: Plane, tmp_path: Path
) -> None:
    fifo = tmp_path / "held-open-by-the-command-and-its-child"
    os.mkfifo(fifo)
    command = python(
        "import subprocess, sys, time\n"
        f"held = open({str(fifo)!r}, 'wb', buffering=0)\n"
        "child = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "subprocess.Popen(child, pass_fds=[held.fileno()])\n"
        "held.write(b'x')\n"
        "time.sleep(60)"
    )
    call = asyncio.create_task(plane.service(command).list_my_keys())
    with await asyncio.to_thread(fifo.open, "rb") as end:
        assert await asyncio.to_thread(end.read, 1) == b"x"
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        async with asyncio.timeout(10):
            assert await asyncio.to_thread(end.read) == b""  # nobody holds it open any more
