"""The memory of the program is nobody else's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.support import canary
from tests.pty.steps import Start
from tests.pty.terminal import ROOT, clean_environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")

_NOBODY = 65_534

_NOISY = {"SSLKEYLOGFILE": "/dev/null", "TEXTUAL_LOG": "/dev/null"}
"""Variables that would make a program, or one that it starts, write secrets down."""

_HARDENED = """\
import os, signal, sys, subprocess
from pathlib import Path
from tui.runtime.hardening import harden
from tui.delivery.private_file import save_new

def others_read(what, process=os.getpid()):
    return subprocess.run(["cat", f"/proc/{process}/{what}"], capture_output=True).stdout

folder = Path(sys.argv[1])
if os.geteuid() == 0:
    import ctypes
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    ctypes.CDLL(None).prctl(4, 1)  # as it is in a program that began as this user
before = others_read("environ")
harden()
after = others_read("environ")
if (forked := os.fork()) == 0:
    signal.pause()
after += others_read("environ", forked)
os.kill(forked, signal.SIGKILL)
save_new(folder / "pair", "saved")
child = subprocess.run(["cat", "/proc/self/environ"], capture_output=True).stdout
print(b"CANARY=" in before, b"CANARY=" in after, after == b"", b"PATH=" in child)
print(b"SSLKEYLOGFILE=" in child, b"TEXTUAL" in child)
"""
"""A program of an ordinary user, and another one of the same user that looks into it."""


_SPY = """\
from pathlib import Path
Path(__file__).with_name("asked").touch()
class Spy:
    def new_schema_validator(self, *about, **more):
        return None, None, None
spy = Spy()
"""
"""A plugin of pydantic, which may be shown all that is read; it just notes that it was asked."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that the user called nobody can write to."""
    folder = Path(tempfile.mkdtemp(prefix="rk-"))
    if os.geteuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)
    yield folder
    shutil.rmtree(folder)


def test_no_other_program_of_the_same_user_reads_the_memory_or_the_environment(
    folder: Path,
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _HARDENED.replace("NOBODY", str(_NOBODY)), str(folder)],
        env={"PATH": os.environ["PATH"], "CANARY": canary()} | _NOISY,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.stdout, ended.stderr) == ("True False True True\nFalse False\n", "")
    # What the program itself needs of /proc is still there for it.
    assert (folder / "pair").read_text() == "saved"
    assert [path.name for path in folder.iterdir()] == ["pair"]


@pytest.mark.afresh
def test_core_dumps_are_off(start: Start) -> None:
    terminal = start("--demo")
    terminal.wait_for("laptop-terminal")

    limits = Path(f"/proc/{terminal.process_id}/limits").read_text()

    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


@pytest.mark.parametrize(
    ("arguments", "is_asked"),
    [(["-m", "tui", "list", "--demo"], False), (["-c", "import tui.session.connect"], True)],
    ids=["the program", "anything else"],
)
def test_no_plugin_of_pydantic_is_shown_what_the_program_reads(
    arguments: list[str], is_asked: bool, tmp_path: Path
) -> None:
    about = tmp_path / "spy-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[pydantic]\nspy = spy:spy\n")
    (tmp_path / "spy.py").write_text(_SPY)

    ended = subprocess.run(
        [sys.executable, *arguments],
        env=clean_environment(tmp_path) | {"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "asked").exists() == is_asked
