"""Notes about secrets that may never have been delivered."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.delivery.files import entries, mode
from tests.pty.terminal import ROOT
from tui.delivery.undelivered import KEPT, UndeliveredNotes, UndeliveredSecret

_URL = "https://acme.example"
_START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

_PROGRAM = """
import sys
from pathlib import Path
from tui.delivery.undelivered import UndeliveredNotes
pending = UndeliveredNotes(Path(sys.argv[1]))
print(pending.open(sys.argv[2], sys.argv[3], "c-1"), flush=True)
sys.stdin.read()
"""

_NO_CHANGES: Mapping[str, object] = {}

Run = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "runai-keys"


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    """Start programs that deliver a secret until they are killed."""
    programs = []

    def start(name: str, base_url: str = _URL) -> subprocess.Popen[str]:
        program = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(folder), base_url, name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        programs.append(program)
        assert program.stdout is not None
        assert program.stdout.readline().strip()
        return program

    yield start
    for program in programs:
        program.kill()
        program.communicate()


def _end(program: subprocess.Popen[str]) -> None:
    program.send_signal(signal.SIGKILL)
    program.wait()


def _note(folder: Path, number: int = 0, changes: Mapping[str, object] = _NO_CHANGES) -> str:
    """Write a note of an ended program, and return its handle."""
    writer = UndeliveredNotes(folder, now=lambda: _START + timedelta(seconds=number))
    handle = writer.open(_URL, f"key-{number}")
    path = folder / f"{handle}.json"
    os.close(writer._locked[handle])
    path.write_text(json.dumps(json.loads(path.read_text()) | dict(changes)))
    return handle


def test_a_killed_program_leaves_the_name_of_its_key_but_a_running_one_does_not(
    folder: Path, run: Run
) -> None:
    program = run("ci-runner")
    while_running = UndeliveredNotes(folder).left(_URL)
    _end(program)

    (left,) = UndeliveredNotes(folder).left(_URL)

    assert while_running == []
    assert (left.name, left.client_id, left.base_url) == ("ci-runner", "c-1", _URL)
    assert timedelta() < datetime.now(UTC) - left.when < timedelta(minutes=1)


def test_a_delivery_of_this_program_is_not_undelivered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending = UndeliveredNotes(folder)
    handle = pending.open(_URL, "ci-runner")

    assert pending.left(_URL) == UndeliveredNotes(folder).left(_URL) == []
    # On network file systems locks belong to the process, which can lock its own notes again.
    monkeypatch.setattr(fcntl, "flock", lambda descriptor, kind: None)
    assert pending.left(_URL) == []
    pending.close(handle)


def test_reading_the_notes_does_not_lock_one_that_is_being_written(folder: Path) -> None:
    handle = _note(folder)
    (folder / f"{handle}.json").write_bytes(b"")

    with UndeliveredNotes(folder)._abandoned(handle) as descriptor:
        assert descriptor is None


def test_a_delivered_secret_leaves_nothing(folder: Path) -> None:
    pending = UndeliveredNotes(folder)

    pending.close(pending.open(_URL, "ci-runner"))

    assert entries(folder) == set()
    assert pending.left(_URL) == []


def test_undelivered_secrets_are_listed_oldest_first_until_they_are_forgotten(folder: Path) -> None:
    handles = [_note(folder, number) for number in (3, 1, 2)]
    pending = UndeliveredNotes(folder)

    before = pending.left(_URL)
    pending.forget(handles[1])

    assert [left.name for left in before] == ["key-1", "key-2", "key-3"]
    assert before[0] == UndeliveredSecret(
        handles[1], "key-1", "", _URL, _START + timedelta(seconds=1)
    )
    assert [left.name for left in pending.left(_URL)] == ["key-2", "key-3"]


def test_notes_of_another_control_plane_are_not_listed(folder: Path) -> None:
    _note(folder)

    assert UndeliveredNotes(folder).left("https://other.example") == []


def test_two_programs_that_start_at_once_both_list_a_note(folder: Path) -> None:
    handle = _note(folder)

    with UndeliveredNotes(folder)._abandoned(handle) as descriptor:
        assert descriptor is not None
        assert [left.handle for left in UndeliveredNotes(folder).left(_URL)] == [handle]


def test_a_note_is_private_on_disk_before_the_request_and_has_no_secret(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synchronised: list[int] = []
    monkeypatch.setattr(os, "fsync", synchronised.append)
    pending = UndeliveredNotes(folder, now=lambda: _START)

    handle = pending.open(_URL, "ci-runner", "c-1")

    path = folder / f"{handle}.json"
    assert mode(path) == 0o600
    assert mode(folder) == mode(folder.parent) == 0o700
    assert len(synchronised) >= 2
    assert json.loads(path.read_text()) == {
        "name": "ci-runner",
        "clientId": "c-1",
        "baseUrl": _URL,
        "when": "2026-03-01T12:00:00+00:00",
        "pid": os.getpid(),
        "host": os.uname().nodename,
    }
    pending.close(handle)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": None},
        {"clientId": 7},
        {"baseUrl": ["x"]},
        {"when": "yesterday"},
        {"when": 5},
        {"when": "0001-01-01T00:00:00+14:00"},
        {"host": 5},
    ],
)
def test_an_invalid_note_is_ignored(folder: Path, changes: dict[str, object]) -> None:
    _note(folder, changes=changes)
    _note(folder, 1)

    assert [left.name for left in UndeliveredNotes(folder).left(_URL)] == ["key-1"]


@pytest.mark.parametrize("locks", [True, False])
def test_a_note_of_another_host_is_listed_with_the_host_s_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch, locks: bool
) -> None:
    """A recreated container has another name, and its first process has the same id."""
    _note(folder, 1, {"host": "web-\x1b1", "pid": 1})
    _note(folder, 2, {"pid": os.getpid()})
    if not locks:
        monkeypatch.setattr(fcntl, "flock", _no_locks)

    left = UndeliveredNotes(folder).left(_URL)

    assert [(note.name, note.elsewhere) for note in left] == [("key-1", "web-␛1"), ("key-2", "")]


def test_a_delivery_on_another_host_is_not_undelivered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = UndeliveredNotes(folder)
    handle = there.open(_URL, "ci-runner")
    monkeypatch.setattr("socket.gethostname", lambda: "another-computer")

    assert UndeliveredNotes(folder).left(_URL) == []
    there.close(handle)


def test_a_note_is_written_completely_in_several_parts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:10]))

    _note(folder)

    assert [left.name for left in UndeliveredNotes(folder).left(_URL)] == ["key-0"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 60_000])
def test_a_note_that_can_not_be_read_is_ignored(folder: Path, content: bytes) -> None:
    handle = _note(folder)
    (folder / f"{handle}.json").write_bytes(content)

    assert UndeliveredNotes(folder).left(_URL) == []


def test_other_files_in_the_folder_are_ignored_and_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = _note(folder)
    content = (folder / f"{handle}.json").read_text()
    (folder / f"{handle}.json").unlink()
    (folder / "notes.json").write_text(content)
    (folder / f"{handle}x.json").write_text(content)
    os.mkfifo(folder / f"{handle[:-1]}0.json")
    (folder / f"{handle[:-1]}1.json").symlink_to(folder / "notes.json")
    (folder / f"{handle[:-1]}2.json").mkdir()
    pending = UndeliveredNotes(folder)
    before = entries(folder)

    left = pending.left(_URL)
    for strange in ("notes", "../runai-keys/notes", "", f"{handle}x"):
        pending.forget(strange)
        pending.close(strange)

    assert left == []
    assert entries(folder) == before


def test_the_note_of_another_user_is_ignored(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _note(folder)
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)

    assert UndeliveredNotes(folder).left(_URL) == []


def test_at_most_fifty_notes_are_kept_and_the_oldest_are_dropped_first(folder: Path) -> None:
    for number in range(KEPT + 3):
        _note(folder, number)

    left = UndeliveredNotes(folder).left(_URL)

    assert [entry.name for entry in left] == [f"key-{number}" for number in range(3, KEPT + 3)]


def test_the_note_of_a_running_delivery_is_kept_however_old(folder: Path) -> None:
    pending = UndeliveredNotes(folder, now=lambda: _START - timedelta(days=1))
    handle = pending.open(_URL, "ci-runner")
    for number in range(KEPT + 3):
        _note(folder, number)

    assert f"{handle}.json" in entries(folder)
    pending.close(handle)


def test_if_no_note_can_be_written_nothing_fails(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)

    for place in (tmp_path / "file" / "state", Path("/proc/nowhere/state"), open_to_all):
        pending = UndeliveredNotes(place)
        handle = pending.open(_URL, "ci-runner")
        assert handle == ""
        assert pending.left(_URL) == []
        pending.forget(handle)
        pending.close(handle)

    assert entries(open_to_all) == set()


def test_a_note_that_could_not_be_completed_is_removed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    pending = UndeliveredNotes(folder)
    pending.close(pending.open(_URL, "first"))
    monkeypatch.setattr(os, "fsync", full)

    assert pending.open(_URL, "ci-runner") == ""
    assert entries(folder) == set()
    assert pending._locked == {}


def test_a_note_can_hold_any_name(folder: Path) -> None:
    name = "\x1b]0;x\x07 \ud800 \u202e [red]"
    pending = UndeliveredNotes(folder)
    handle = pending.open(_URL, name)
    os.close(pending._locked[handle])

    assert [left.name for left in UndeliveredNotes(folder).left(_URL)] == [name]


def test_without_locks_the_process_id_tells_whether_a_note_is_abandoned(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, alive = run("dead"), run("alive")
    _end(dead)

    monkeypatch.setattr(fcntl, "flock", _no_locks)

    assert [left.name for left in UndeliveredNotes(folder).left(_URL)] == ["dead"]
    assert alive.poll() is None


def _no_locks(descriptor: int, kind: int) -> None:
    raise OSError(37, "No locks available")
