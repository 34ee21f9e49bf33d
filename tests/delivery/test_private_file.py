"""Private files are private and complete, and failures leave nothing behind."""

from __future__ import annotations

import errno
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.files import NEW, NOBODY, OLD, entries, mode
from tests.pty.terminal import ROOT
from tui.delivery import atomic_file as draft
from tui.delivery import directory as folder
from tui.delivery import private_file as files
from tui.delivery.private_file import (
    AlreadyThere,
    SaveError,
    check_writable,
    descriptors_to_spare,
    replace_existing,
    save_new,
)

Save = Callable[[Path], None]


def _save(path: Path) -> None:
    save_new(path, NEW)


def _replace(path: Path) -> None:
    replace_existing(path, NEW)


each_way = pytest.mark.parametrize("save", [_save, _replace, check_writable])


class Faulty:
    """The module os with some functions replaced."""

    def __init__(self, **functions: Callable[..., Any]) -> None:
        self._functions = functions

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever os has
        return self._functions.get(name) or getattr(os, name)


@pytest.fixture(params=["nameless", "named"])
def kind_of_draft(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test with O_TMPFILE and without."""
    if request.param == "named":
        monkeypatch.setattr(draft, "_NAMELESS", 0)
    elif not draft._NAMELESS:
        pytest.skip("this system has no files without a name")


pytestmark = pytest.mark.usefixtures("kind_of_draft")


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    def set_umask(mask: int) -> None:
        os.umask(mask)

    before = os.umask(0o022)
    yield set_umask
    os.umask(before)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
def test_the_mode_is_0600_under_any_umask(
    tmp_path: Path, umask: Callable[[int], None], mask: int
) -> None:
    umask(mask)

    save_new(tmp_path / "new" / "folder" / "file", NEW)
    save_new(tmp_path / "other", OLD)
    replace_existing(tmp_path / "other", NEW)

    assert mode(tmp_path / "new" / "folder" / "file") == 0o600
    assert mode(tmp_path / "other") == 0o600
    assert (tmp_path / "other").read_text() == NEW
    assert mode(tmp_path / "new") == mode(tmp_path / "new" / "folder") == 0o700


@pytest.mark.parametrize("act", ["save", "replace"])
def test_the_file_is_private_from_its_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: Callable[[int], None], act: str
) -> None:
    modes: list[int] = []

    def write(descriptor: int, data: bytes) -> int:
        modes.append(os.fstat(descriptor).st_mode & 0o777)
        return os.write(descriptor, data[:100])

    umask(0)
    monkeypatch.setattr(draft, "os", Faulty(write=write))
    path = tmp_path / "file"
    if act == "replace":
        path.write_text(OLD)

    (_save if act == "save" else _replace)(path)

    assert len(modes) > 10
    assert set(modes) == {0o600}
    assert path.read_text() == NEW


def test_file_and_folders_are_synchronised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synchronised: list[str] = []

    def fsync(descriptor: int) -> None:
        synchronised.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        os.fsync(descriptor)

    for module in (draft, folder):
        monkeypatch.setattr(module, "os", Faulty(fsync=fsync))

    save_new(tmp_path / "new" / "file", NEW)

    assert synchronised[0] == str(tmp_path)
    assert synchronised[1].startswith(str(tmp_path / "new") + "/")
    assert synchronised[2:] == [str(tmp_path / "new")]

    replace_existing(tmp_path / "new" / "file", OLD)

    assert synchronised[-2:] == [synchronised[-2], str(tmp_path / "new")]
    assert len(synchronised) == 5


def _existing(path: Path) -> str:
    path.write_text(OLD)
    return "exists already: choose another name."


def _link(path: Path) -> str:
    (path.parent / "elsewhere").write_text(OLD)
    path.symlink_to(path.parent / "elsewhere")
    return "is a link: choose another name."


def _dangling_link(path: Path) -> str:
    path.symlink_to(path.parent / "nowhere")
    return "is a link: choose another name."


def _pipe(path: Path) -> str:
    os.mkfifo(path)
    return "is no regular file: choose another name."


def _folder(path: Path) -> str:
    path.mkdir()
    return "is a folder: add the name of a file."


_THINGS = (_existing, _link, _dangling_link, _pipe, _folder)


@pytest.mark.parametrize(
    ("save", "thing"),
    [
        *itertools.product((_save, check_writable), _THINGS),
        *((_replace, thing) for thing in _THINGS if thing is not _existing),
    ],
)
def test_an_existing_file_is_refused(
    tmp_path: Path, save: Save, thing: Callable[[Path], str]
) -> None:
    path = tmp_path / "target"
    reason = thing(path)
    before = entries(tmp_path)

    with pytest.raises(SaveError) as refused:
        save(path)

    assert str(refused.value) == f"{path} {reason}"
    assert isinstance(refused.value, AlreadyThere) == (thing is _existing)
    assert entries(tmp_path) == before
    if thing in (_existing, _link):
        assert path.read_text() == OLD


@each_way
def test_a_file_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Save
) -> None:
    path = tmp_path / "target"
    path.write_text(OLD)
    monkeypatch.setattr(files, "os", Faulty(geteuid=lambda: os.geteuid() + 1))

    with pytest.raises(SaveError, match="belongs to somebody else"):
        save(path)

    assert path.read_text() == OLD


@pytest.mark.parametrize("name", ["", ".", "..", "/"])
@each_way
def test_a_path_without_a_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Save, name: str
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SaveError, match="is a folder: add the name of a file"):
        save(Path(name))


@each_way
def test_a_path_through_a_non_folder_is_refused(tmp_path: Path, save: Save) -> None:
    (tmp_path / "file").write_text(OLD)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")

    for path in (tmp_path / "file" / "target", tmp_path / "dangling" / "target"):
        with pytest.raises(SaveError) as refused:
            save(path)
        assert str(refused.value) == f"{path} can't be written: part of its path is no folder."
    assert entries(tmp_path) == {"file", "dangling"}


@each_way
def test_a_world_writable_folder_is_refused_unless_it_is_sticky(tmp_path: Path, save: Save) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "sticky").mkdir()
    (tmp_path / "sticky").chmod(0o1777)

    with pytest.raises(SaveError) as refused:
        save(tmp_path / "open" / "target")
    save(tmp_path / "sticky" / "target")

    assert str(refused.value) == (
        f"{tmp_path / 'open'} can be written by everybody: choose another folder."
    )
    assert entries(tmp_path / "open") == set()


@each_way
def test_a_missing_folder_is_created_private_and_removed_on_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Save
) -> None:
    save(tmp_path / "made" / "deep" / "target")
    made = entries(tmp_path)
    monkeypatch.setattr(draft, "os", Faulty(fsync=_failing(errno.ENOSPC)))
    with pytest.raises(SaveError):
        save(tmp_path / "failed" / "deep" / "target")

    assert made == (set() if save is check_writable else {"made"})
    assert entries(tmp_path) == made


def _failing(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def _half(descriptor: int, data: bytes) -> int:
    if os.fstat(descriptor).st_size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return os.write(descriptor, data[: len(data) // 2])


@pytest.mark.parametrize(
    ("function", "fault"),
    [("write", _failing(errno.ENOSPC)), ("write", _half), ("fsync", _failing(errno.ENOSPC))],
)
@each_way
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    save: Save,
    function: str,
    fault: Callable[..., Any],
) -> None:
    monkeypatch.setattr(draft, "os", Faulty(**{function: fault}))

    with pytest.raises(SaveError) as refused:
        save(tmp_path / "target")

    assert str(refused.value) == f"{tmp_path / 'target'} can't be written: the disk is full."
    assert entries(tmp_path) == set()


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EROFS, "the file system is read-only"),
        (errno.EACCES, "you may not write there"),
        (errno.EDQUOT, "your share of the disk is full"),
    ],
)
@each_way
def test_a_place_where_no_file_can_be_written_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Save, number: int, reason: str
) -> None:
    monkeypatch.setattr(draft, "os", Faulty(open=_failing(number)))

    with pytest.raises(SaveError) as refused:
        save(tmp_path / "target")

    assert str(refused.value) == f"{tmp_path / 'target'} can't be written: {reason}."
    assert entries(tmp_path) == set()


def test_a_full_disk_keeps_the_file_that_was_to_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "target").write_text(OLD)
    monkeypatch.setattr(draft, "os", Faulty(write=_half))

    with pytest.raises(SaveError):
        replace_existing(tmp_path / "target", NEW)

    assert (tmp_path / "target").read_text() == OLD
    assert entries(tmp_path) == {"target"}


def test_a_folder_that_cannot_be_synced_keeps_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "os", Faulty(fsync=_failing(errno.EIO)))

    with pytest.raises(SaveError, match="can't be written: input/output error"):
        save_new(tmp_path / "target", NEW)

    assert entries(tmp_path) == set()


def test_a_file_system_that_can_not_synchronise_folders_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "os", Faulty(fsync=_failing(errno.EINVAL)))

    save_new(tmp_path / "target", NEW)

    assert (tmp_path / "target").read_text() == NEW


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16k,mode=0700", "tmpfs", str(disk)]
    if (
        shutil.which("mount") is None
        or subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode
    ):
        pytest.skip("a small file system can't be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@each_way
def test_a_disk_that_is_really_full_leaves_nothing_behind(small_disk: Path, save: Save) -> None:
    (small_disk / "most of it").write_bytes(bytes(12_000))
    (small_disk / "the rest").write_bytes(bytes(4_000))
    (small_disk / "target").touch()  # takes no room, and its name is there already
    (small_disk / "target").unlink()

    with pytest.raises(SaveError, match="the disk is full"):
        save(small_disk / "target")

    assert entries(small_disk) == {"most of it", "the rest"}


_NO_LINKS = [
    *(errno.EACCES, errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EXDEV),
    *(errno.EINVAL, errno.ENOENT),
]
"""Errors of link() on Android, FAT, 9p, overlays and in sandboxes."""


@pytest.mark.parametrize("number", _NO_LINKS)
def test_files_are_saved_and_replaced_without_hard_links_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(draft, "os", Faulty(link=_failing(number)))
    path = tmp_path / "target"

    for text, replaces in ((OLD, False), (NEW, True)):
        check_writable(path, replace=replaces)
        (replace_existing if replaces else save_new)(path, text)

        assert path.read_text() == text
        assert mode(path) == 0o600
        assert entries(tmp_path) == {"target"}


@pytest.mark.parametrize("replaces", [False, True])
def test_a_check_detects_a_place_where_files_can_not_be_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaces: bool
) -> None:
    """Everything works up to the last step, by each way that there is."""
    (tmp_path / "target").write_text(OLD)
    refusing = _failing(errno.EACCES)

    def open_first(path: str, flags: int, *arguments: Any, **options: Any) -> int:  # noqa: ANN401
        if flags & os.O_CREAT and (draft._NAMELESS or entries(tmp_path) - {"target"}):
            refusing()
        return os.open(path, flags, *arguments, **options)

    monkeypatch.setattr(draft, "os", Faulty(link=refusing, open=open_first, rename=refusing))

    with pytest.raises(SaveError, match="you may not write there"):
        check_writable(tmp_path / ("target" if replaces else "new"), replace=replaces)

    assert (tmp_path / "target").read_text() == OLD
    assert entries(tmp_path) == {"target"}


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOENT])
def test_a_check_detects_a_name_that_the_file_system_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """FAT, exFAT and network drives refuse colons."""

    def without_colons(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
            if any(":" in str(argument) for argument in arguments):
                raise OSError(number, os.strerror(number))
            return function(*arguments, **options)

        return call

    functions = {name: without_colons(getattr(os, name)) for name in ("link", "open", "rename")}
    monkeypatch.setattr(draft, "os", Faulty(**functions))

    for name in ("a:b", "é:" + "x" * 20):
        with pytest.raises(SaveError, match="no file of that name can be made there"):
            check_writable(tmp_path / name)
    check_writable(tmp_path / "ab")

    assert entries(tmp_path) == set()


def test_a_check_detects_a_folder_that_can_not_be_synchronised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "os", Faulty(fsync=_failing(errno.EIO)))

    with pytest.raises(SaveError, match="input/output error"):
        check_writable(tmp_path / "target")

    assert entries(tmp_path) == set()


def test_without_hard_links_an_existing_file_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object, **__: object) -> None:
        (tmp_path / "target").write_text(OLD)
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(draft, "os", Faulty(link=link))

    with pytest.raises(SaveError, match="exists already"):
        save_new(tmp_path / "target", NEW)

    assert (tmp_path / "target").read_text() == OLD
    assert entries(tmp_path) == {"target"}


def test_without_hard_links_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(descriptor: int, data: bytes) -> int:
        if (tmp_path / "target").exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return os.write(descriptor, data)

    monkeypatch.setattr(draft, "os", Faulty(link=_failing(errno.EPERM), write=write))

    with pytest.raises(SaveError, match="the disk is full"):
        save_new(tmp_path / "target", NEW)

    assert entries(tmp_path) == set()


@each_way
def test_a_file_system_without_permissions_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: Callable[[int], None], save: Save
) -> None:
    written: list[bytes] = []

    def open_to_all(*arguments: Any, **options: Any) -> int:  # noqa: ANN401
        descriptor = os.open(*arguments, **options)
        os.fchmod(descriptor, 0o755)
        return descriptor

    def write(descriptor: int, data: bytes) -> int:
        written.append(data)
        return os.write(descriptor, data)

    refusing = _failing(errno.EPERM)
    monkeypatch.setattr(draft, "os", Faulty(open=open_to_all, fchmod=refusing, write=write))

    with pytest.raises(SaveError, match="others could read it on that file system"):
        save(tmp_path / "target")

    assert written == []
    assert entries(tmp_path) == set()


def test_a_name_that_is_taken_at_the_last_moment_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        (tmp_path / "target").symlink_to(tmp_path / "victim")

    monkeypatch.setattr(draft, "os", Faulty(fsync=fsync))

    with pytest.raises(SaveError, match="exists already"):
        save_new(tmp_path / "target", NEW)

    assert entries(tmp_path) == {"target"}


def test_a_folder_that_is_renamed_meanwhile_still_gets_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()

    def fsync(descriptor: int) -> None:
        ours.rename(tmp_path / "moved")
        ours.symlink_to(theirs)

    monkeypatch.setattr(draft, "os", Faulty(fsync=fsync))

    save_new(ours / "target", NEW)

    assert entries(theirs) == set()
    assert entries(tmp_path / "moved") == {"target"}


def test_a_file_of_the_user_is_replaced_atomically_and_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "target"
    path.write_text(OLD)
    other_name = tmp_path / "backup"
    os.link(path, other_name)

    check_writable(path, replace=True)
    replace_existing(path, NEW)

    assert path.read_text() == NEW
    assert mode(path) == 0o600
    assert other_name.read_text() == OLD
    assert entries(tmp_path) == {"target", "backup"}


def test_a_file_that_is_gone_when_it_is_replaced_is_created(tmp_path: Path) -> None:
    replace_existing(tmp_path / "target", NEW)

    assert (tmp_path / "target").read_text() == NEW


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nul\0", "is no name of a file."),
        ("surrogate\ud800", "is no name of a file."),
        ("x" * 256, "can't be written: its name is too long."),
    ],
)
@each_way
def test_an_impossible_name_is_refused_with_a_sentence(
    tmp_path: Path, save: Save, name: str, reason: str
) -> None:
    with pytest.raises(SaveError) as refused:
        save(tmp_path / name)

    assert str(refused.value).endswith(f" {reason}")
    assert str(refused.value).isprintable()


@each_way
def test_the_longest_possible_name_is_accepted(tmp_path: Path, save: Save) -> None:
    save(tmp_path / ("x" * 255))


@pytest.mark.parametrize("save", [save_new, replace_existing])
def test_invalid_unicode_is_refused_and_not_quoted(
    tmp_path: Path, secret: str, save: Callable[[Path, str], None]
) -> None:
    with pytest.raises(SaveError, match="the text is not valid Unicode") as refused:
        save(tmp_path / "target", f"{secret}\ud800")

    assert refused.value.__cause__ is refused.value.__context__ is None
    assert entries(tmp_path) == set()


def test_the_next_write_removes_the_temporary_files_of_a_killed_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten, recent, theirs, link = (
        tmp_path / f".runai-keys-{digit * 16}.tmp" for digit in "0123"
    )
    not_one = tmp_path / ".runai-keys-notes.tmp"
    tried = forgotten.with_name(f"{forgotten.name}secret.env")
    for path in (forgotten, recent, theirs, not_one, tried):
        path.write_text(OLD)
    link.symlink_to(not_one)
    for path in (forgotten, theirs, not_one, tried):
        os.utime(path, (0, 0))
    os.utime(link, (0, 0), follow_symlinks=False)
    monkeypatch.setattr(draft, "os", Faulty(stat=_owned_by_another(theirs.name)))

    check_writable(tmp_path / "target")

    assert entries(tmp_path) == {path.name for path in (recent, theirs, link, not_one)}


def _owned_by_another(theirs: str) -> Callable[..., os.stat_result]:
    def stat(name: str, *, dir_fd: int, follow_symlinks: bool) -> os.stat_result:
        status = os.stat(name, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
        if name != theirs:
            return status
        return os.stat_result([*status[:4], os.geteuid() + 1, *status[5:10]])

    return stat


def test_a_check_leaves_nothing_behind_and_needs_no_folder(tmp_path: Path) -> None:
    check_writable(tmp_path / "new" / "deep" / "target")
    check_writable(tmp_path / "target")

    assert entries(tmp_path) == set()


def _forked(what: str, place: Path) -> Any:  # noqa: ANN401 - whatever it prints
    finished = subprocess.run(
        [sys.executable, "-m", "tests.delivery.forks", what, str(place)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        timeout=30,
    )
    return json.loads(finished.stdout)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Set the kind of draft that a process uses."""
    return "" if request.node.callspec.params["kind_of_draft"] == "nameless" else "named-"


@pytest.mark.exhaustive
def test_a_process_killed_at_any_step_leaves_no_file_or_a_whole_one(
    tmp_path: Path, kind: str
) -> None:
    steps = _forked(f"{kind}kill", tmp_path)

    outcomes = [_look(tmp_path / str(step), kind) for step in range(1, steps + 1)]
    assert steps >= 15
    assert outcomes[0] is None
    assert outcomes[-1] == NEW
    assert set(outcomes) == {None, NEW}


@pytest.mark.exhaustive
def test_a_process_killed_at_any_step_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, kind: str
) -> None:
    steps = _forked(f"{kind}kill-replace", tmp_path)

    for step in range(1, steps + 1):
        place = tmp_path / str(step)
        (place / "target").chmod(0o600)
        assert _look(place, "named-") in (OLD, NEW)
    assert steps >= 15


def _look(place: Path, kind: str) -> str | None:
    names = entries(place)
    if kind:
        names = {name for name in names if not name.startswith(".runai-keys-")}
    assert names <= {"target"}
    if not names:
        return None
    assert mode(place / "target") == 0o600
    return (place / "target").read_text()


def test_exactly_one_of_racing_writers_succeeds(tmp_path: Path, kind: str) -> None:
    winners = _forked(f"{kind}race", tmp_path)

    assert len(winners) == 1
    assert (tmp_path / "target").read_text() == f"writer {winners[0]}"
    assert entries(tmp_path) == {"target"}


@pytest.fixture
def public_place() -> Iterator[Path]:
    """Return a folder that others can reach but not write to, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


def test_a_folder_without_write_permission_is_refused(public_place: Path, kind: str) -> None:
    public_place.chmod(0o555)

    refusals = _forked(f"{kind}nobody", public_place)

    reason = "can't be written: you may not write there."
    assert refusals == [f"{public_place / name} {reason}" for name in ("target", "x")]
    assert entries(public_place) == set()


def test_a_process_with_hidden_proc_entries_saves_too(public_place: Path, kind: str) -> None:
    place = public_place / "of nobody"
    place.mkdir(0o700)
    if os.geteuid() == 0:
        os.chown(place, NOBODY, NOBODY)

    refusals = _forked(f"{kind}nobody", place)

    assert refusals == []
    assert (place / "target").read_text() == NEW


_ON_A_MOUNT = """\
import sys
from pathlib import Path
from tui.delivery.private_file import SaveError, check_writable, replace_existing
path = Path(sys.argv[1])
for save in (lambda: check_writable(path, replace=True), lambda: replace_existing(path, "")):
    try:
        save()
    except SaveError as error:
        print(error)
"""


def test_a_check_refuses_a_file_that_is_a_mount_point(
    tmp_path: Path,
) -> None:
    outside, mounted = tmp_path / "outside", tmp_path / "mounted"
    for path in (outside, mounted):
        path.write_text(OLD)
    script = 'mount --bind "$1" "$2" && exec "$3" -c "$4" "$2"'
    command = ["unshare", "-m", "sh", "-c", script, "sh"]
    arguments = (outside, mounted, sys.executable, _ON_A_MOUNT)
    ended = subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        pytest.skip("nothing can be mounted here")

    refusal = f"{mounted} is a mount of its own, so that no file can replace it"
    assert ended.stdout.splitlines() == [f"{refusal}: choose another name."] * 2
    assert outside.read_text() == OLD
    assert entries(tmp_path) == {"mounted", "outside"}


@contextmanager
def _files_left(number: int) -> Iterator[None]:
    """Limit the number of further files that can be opened."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = {int(each.name) for each in Path("/proc/self/fd").iterdir()}
    free = (each for each in itertools.count() if each not in taken)
    resource.setrlimit(resource.RLIMIT_NOFILE, (next(itertools.islice(free, number, None)), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_check_succeeds_only_with_file_descriptors_to_spare(
    tmp_path: Path,
) -> None:
    with _files_left(12), pytest.raises(SaveError) as caught, descriptors_to_spare():
        check_writable(tmp_path / "secret")
    with _files_left(12):
        save_new(tmp_path / "secret", NEW)

    assert str(caught.value) == (
        "No secret was requested: too many files are open: raise the limit (ulimit -n)."
    )
