"""A child process ends in time, whatever it does, and gets none of our secrets."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.delivery.support import TIMEOUT, command_lines, until
from tui.delivery.child_process import OUTPUT_LIMIT, ChildError, run

_MUCH = "x" * (1 << 20)
"""More than the capacity of a pipe."""

_MANY = "import sys\nwhile True: sys.{}.write('CANARY' * 10000)"


@dataclass(frozen=True)
class Case:
    """A Python program, and the expected outcome."""

    code: str
    printed: str = ""
    failure: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@contextmanager
def _lend() -> Iterator[None]:
    yield


CASES = {
    "prints": Case("print('text')", "text\n"),
    "prints no text": Case("import sys; sys.stdout.buffer.write(b'\\xff')", "\udcff"),
    "is given a text": Case(
        "import sys; print(sys.stdin.read() == 'x' * (1 << 20))", "True\n", options={"stdin": _MUCH}
    ),
    "ignores its input": Case("print('text')", "text\n", options={"stdin": _MUCH}),
    "closes its input early": Case(
        "import os, time; os.close(0); time.sleep(0.2); print('text')",
        "text\n",
        options={"stdin": _MUCH},
    ),
    "is given nothing": Case("import sys; print(repr(sys.stdin.read()))", "''\n"),
    "is not read": Case("print('text')", "", options={"read": False}),
    "prints up to the limit": Case(
        f"print('x' * {OUTPUT_LIMIT - 1})", "x" * (OUTPUT_LIMIT - 1) + "\n"
    ),
    "prints without end": Case(_MANY.format("stdout"), failure="printed more than 512 KiB"),
    "complains without end": Case(_MANY.format("stderr"), failure="printed more than 512 KiB"),
    "prints without end and is not read": Case(
        _MANY.format("stdout"),
        failure="did not end within 0.5 s",
        options={"read": False, "timeout": 0.5},
    ),
    "fails": Case("print('CANARY'); raise SystemExit(3)", failure="failed with status 3"),
    "complains": Case(
        "import sys; sys.exit('first\\nrun \\x1b[1mthis\\x1b[0m.')",
        failure="failed with status 1 and said: run ␛[1mthis␛[0m",
    ),
    "complains at length": Case(
        "import sys; sys.exit('x' * 1000)",
        failure=f"failed with status 1 and said: {'x' * 199}…",
    ),
    "complains about what it printed": Case(
        "import sys; print('CANARY'); sys.exit('got CANARY, which is expired')",
        failure="failed with status 1 and said: got •••, which is expired",
    ),
    "complains about what it was given": Case(
        "import sys; sys.exit('what is ' + sys.stdin.read())",
        failure="failed with status 1 and said: what is •••",
        options={"stdin": "CANARY"},
    ),
    "is killed": Case("import os; os.kill(os.getpid(), 9)", failure="was ended by signal 9"),
    "hangs": Case(
        "import time; time.sleep(600)",
        failure="did not end within 0.3 s",
        options={"timeout": 0.3},
    ),
    "hangs and ignores signals": Case(
        "import signal, time\nfor each in (1, 2, 15): signal.signal(each, signal.SIG_IGN)\n"
        "time.sleep(600)",
        failure="did not end within 0.5 s",
        options={"timeout": 0.5},
    ),
    "has no terminal": Case(
        "try: open('/dev/tty'); print('a terminal')\nexcept OSError: print('none')", "none\n"
    ),
    "has its own session": Case("import os; print(os.getsid(0) == os.getpid())", "True\n"),
    "is lent the terminal": Case(
        f"import os; print(os.getsid(0) == {os.getsid(0)})", "True\n", options={"lend": _lend}
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_a_program_that(name: str) -> None:
    case = CASES[name]
    begin = monotonic()
    assert await _outcome(case) == (case.printed, case.failure)
    assert monotonic() - begin < TIMEOUT
    await until(lambda: not any(case.code in line for line in command_lines()), "end of it")


async def _outcome(case: Case) -> tuple[str, str]:
    """Run a program; return its output and why it failed."""
    options = {"timeout": TIMEOUT} | case.options
    try:
        printed = await run((sys.executable, "-c", case.code), **options)
    except ChildError as error:
        return "", f"{error}" if error.started else "not started"
    return printed.decode(errors="surrogateescape"), ""


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        ((), ""),
        (("/nonexistent",), " (No such file or directory)"),
        (("a\0b",), ""),
        (("./missing",), " (No such file or directory)"),
        (("/",), " (Permission denied)"),
    ],
)
async def test_the_error_for_a_missing_program_says_that_it_was_not_started(
    argv: tuple[str, ...], why: str
) -> None:
    with pytest.raises(ChildError) as caught:
        await run(argv, timeout=TIMEOUT)
    assert str(caught.value) == f"could not be started{why}"
    assert (caught.value.started, caught.value.status) == (False, None)


@pytest.mark.parametrize(("argv", "path"), [("./tool", "/nowhere"), ("tool", "{}")])
async def test_a_program_is_found_by_its_path_or_on_the_path_of_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: str, path: str
) -> None:
    tool = tmp_path / "tool"
    tool.write_text("#!/bin/sh\necho found\n")
    tool.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert await run([argv], timeout=TIMEOUT, environment={"PATH": path.format(tmp_path)}) == (
        b"found\n"
    )


async def test_a_program_inherits_none_of_our_variables_except_those_of_the_vendor_s_cli(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("RUNAI_TOKEN", "RUNAI_APP_SECRET", "RUNAI_CLI_CONFIG_PATH", "OTHER"):
        monkeypatch.setenv(name, "x")
    code = "import os; print(*sorted(n for n in os.environ if 'RUNAI' in n or n == 'OTHER'))"
    printed = await run((sys.executable, "-c", code), timeout=TIMEOUT)
    assert printed == b"OTHER RUNAI_CLI_CONFIG_PATH\n"


@pytest.mark.parametrize("fails", [False, True])
async def test_a_daemon_with_open_pipes_causes_no_delay_and_outlives_only_a_success(
    tmp_path: Path, fails: bool
) -> None:
    code = f"sleep 600 & echo $! > {tmp_path}/daemon; echo text; exit {int(fails)}"
    begin = monotonic()
    try:
        assert await run(("sh", "-c", code), timeout=TIMEOUT) == b"text\n"
        assert not fails
    except ChildError:
        assert fails
    assert monotonic() - begin < TIMEOUT / 2
    daemon = int((tmp_path / "daemon").read_text())
    if fails:
        await until(lambda: not _lives(daemon), "end of it")
    else:
        assert _lives(daemon)
        os.kill(daemon, signal.SIGKILL)


@pytest.mark.parametrize("pause", [0, 0.05], ids=["while it starts", "later"])
async def test_cancelling_kills_the_program_with_everything_it_started(
    tmp_path: Path, pause: float
) -> None:
    code = f"sleep 600 & echo $! > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/child; sleep 600"
    running = asyncio.create_task(run(("sh", "-c", code), timeout=600))
    # Without a pause, it may run before its start has been told.
    while not (tmp_path / "child").exists():  # noqa: ASYNC110
        await asyncio.sleep(pause)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    child = int((tmp_path / "child").read_text())
    await until(lambda: not _lives(child), "end of its child")


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
@pytest.mark.parametrize("processes", ["/proc", "/no/proc as on macOS"])
async def test_a_program_with_a_lent_terminal_is_killed_with_its_descendants_and_no_other_process(
    processes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.delivery.process_tree.PROC", Path(processes))
    code = f"(sleep 600 & echo $! > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/child; wait); true"
    running = asyncio.ensure_future(run(("sh", "-c", code), timeout=0.5, lend=_lend))
    await until((tmp_path / "child").exists, "its child")
    # It is in our process group, like other processes of a script.
    bystander = await asyncio.create_subprocess_exec("sleep", "600")
    with pytest.raises(ChildError, match="did not end"):
        await running
    child = int((tmp_path / "child").read_text())
    await until(lambda: not _lives(child), "end of its child")
    assert _lives(bystander.pid)
    bystander.kill()
    await bystander.wait()


async def test_the_terminal_is_restored_however_the_program_ends() -> None:
    lent: list[str] = []

    @contextmanager
    def lend() -> Iterator[None]:
        lent.append("lent")
        try:
            yield
        finally:
            lent.append("back")

    before = signal.getsignal(signal.SIGINT)
    interrupted = "import os, signal; signal.signal(2, signal.SIG_DFL); os.kill(os.getpid(), 2)"
    for code, timeout, failure in (
        ("import time; time.sleep(600)", 0.3, r"did not end within 0\.3 s"),
        # As a shell would have it, even where the tests run in the background.
        (interrupted, TIMEOUT, "was ended by signal 2"),
    ):
        with pytest.raises(ChildError, match=failure):
            await run((sys.executable, "-c", code), timeout=timeout, lend=lend)
    with pytest.raises(ChildError, match="could not be started"):
        await run(("/nonexistent",), timeout=TIMEOUT, lend=lend)
    assert lent == ["lent", "back"] * 3
    assert signal.getsignal(signal.SIGINT) is before


async def test_with_a_lent_terminal_standard_error_is_shown_at_once(
    capfd: pytest.CaptureFixture[str],
) -> None:
    code = "import sys; print('Passphrase?', file=sys.stderr)"
    assert await run((sys.executable, "-c", code), timeout=TIMEOUT, lend=_lend) == b""
    assert capfd.readouterr() == ("", "Passphrase?\n")


async def test_with_a_lent_terminal_the_secret_is_masked_in_standard_error(
    capfd: pytest.CaptureFixture[str],
) -> None:
    secret = "s3cret-\N{GREEK SMALL LETTER OMEGA}-0123456789"
    argv = ("sh", "-c", "printf 'got: \\377 ' >&2; cat >&2")
    assert await run(argv, timeout=TIMEOUT, stdin=secret, secret=secret, lend=_lend) == b""
    assert capfd.readouterr().err.removeprefix("got: \N{REPLACEMENT CHARACTER} ") == "•••"
