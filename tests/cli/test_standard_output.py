"""What prints and ends says when standard output is closed or full, in a sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from tests.pty.preloaded import Preloaded
from tests.pty.terminal import TIMEOUT, clean_environment

_PRINTING = (
    "config show",
    "config validate",
    "config path",
    "config profiles",
    "completion zsh",
    "info",
    "list --help",
    "--version",
)
"""Command lines that only print, by every way in which they do so."""

_ENDING = "import os, sys; from tui.cli.main import start; "

_CLOSED = "os.close({number}); sys.{name} = None; sys.__{name}__ = None; "
"""Has a standard stream as Python has one that is closed when it starts."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a home with a profile, which has a name to print."""
    folder = tmp_path / ".config" / "runai-keys"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[profiles.prod]\nbase_url = "https://acme.run.ai"\n')
    return tmp_path


def _run(home: Path, typed: str, out: int, closed: tuple[str, ...] = ()) -> tuple[int, str]:
    """Run a command line, and return the exit status and what is on standard error."""
    numbers = {"stdin": 0, "stdout": 1, "stderr": 2}
    closing = "".join(_CLOSED.format(name=name, number=numbers[name]) for name in closed)
    program = [sys.executable, "-c", f"{_ENDING}{closing}start()", *typed.split()]
    with TemporaryFile() as err, Path(os.devnull).open() as nothing:
        streams = (nothing.fileno(), out, err.fileno())
        status = Preloaded(streams, program, clean_environment(home)).wait(TIMEOUT)
        err.seek(0)
        return status, err.read().decode()


@pytest.mark.parametrize("typed", _PRINTING)
def test_output_that_is_full_is_said_and_fails(typed: str, home: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = _run(home, typed, full.fileno())

    assert ended == (
        1,
        "runai-keys: standard output can't be written: no space left on device.\n",
    )


@pytest.mark.parametrize("typed", _PRINTING)
def test_output_that_is_closed_is_said_and_refused(typed: str, home: Path) -> None:
    with Path(os.devnull).open("w") as out:
        ended = _run(home, typed, out.fileno(), closed=("stdout",))

    assert ended == (
        2,
        "runai-keys: standard output is closed: send it somewhere, such as /dev/null.\n",
    )


@pytest.mark.parametrize("typed", ["info", "config validate", "--profile none"])
def test_nothing_but_the_data_is_printed_where_other_streams_are_closed(
    typed: str, home: Path
) -> None:
    with TemporaryFile() as out:
        status, said = _run(home, typed, out.fileno(), closed=("stdin", "stderr"))
        out.seek(0)
        printed = out.read().decode()

    assert said == ""
    assert "Traceback" not in printed
    if typed.startswith("--"):
        assert (status, printed) == (2, "")
    else:
        assert status == 0
        assert printed


def test_a_reader_that_ended_is_no_failure_to_talk_about(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    ended = _run(home, "completion zsh", writer)
    os.close(writer)

    assert ended == (141, "")
