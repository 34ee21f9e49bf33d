"""A cached frame is used only for the same settings and terminal, and only if it is valid."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from tui.config.settings import Settings
from tui.runtime.kept_frame import FRAME_SETTINGS, LARGEST, MAX_FRAMES, KeptFrame, Skeleton

_FRAME = Skeleton(
    "\x1b[48;2;9;9;9m", "\x1b[1;1H\x1b[1;38;2;1;2;3m runai-keys \x1b[m\x1b[3H─\x1b[24;80H●"
)
_SETTINGS = Settings(base_url="https://acme.example", client_id="id-of-ana", username="ana")
_SIZE, _TERM = (80, 24), {"TERM": "xterm-256color"}

_NOT_DRAWN = {
    # Behaviour, and dialogs.
    *("clear_after", "delete_after", "quiet_for", "refresh", "clipboard", "log_file", "mouse"),
    *("targets", "animations", "demo_since"),
    # The sign-in, which must not be in the file.
    *("source", "client_id", "username", "has_secret", "has_token", "ca_file", "origins"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a file with a frame."""
    folder = tmp_path / "frames"
    KeptFrame(folder, _SETTINGS, _SIZE, _TERM).keep(_FRAME)
    return next(folder.iterdir())


def _read(path: Path) -> Skeleton | None:
    return KeptFrame(path.parent, _SETTINGS, _SIZE, _TERM).skeleton


def test_a_frame_is_read_as_it_was_saved_in_a_private_file_without_the_user_s_name(
    path: Path,
) -> None:
    assert _read(path) == _FRAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "ana" not in path.read_text()


def test_the_same_frame_is_written_once(path: Path) -> None:
    before, kept = path.stat(), KeptFrame(path.parent, _SETTINGS, _SIZE, _TERM)

    kept.keep(_FRAME)

    assert not kept.is_wanted
    assert path.stat() == before


def test_every_setting_is_declared_to_change_the_frame_or_not_to() -> None:
    assert {*FRAME_SETTINGS} | _NOT_DRAWN == {field.name for field in fields(Settings)}


@pytest.mark.parametrize(
    "open_other",
    [
        lambda folder: KeptFrame(folder, replace(_SETTINGS, theme="nord"), _SIZE, _TERM),
        lambda folder: KeptFrame(folder, replace(_SETTINGS, profile="prod"), _SIZE, _TERM),
        lambda folder: KeptFrame(folder, replace(_SETTINGS, base_url="https://b.c"), _SIZE, _TERM),
        lambda folder: KeptFrame(folder, replace(_SETTINGS, ascii=True), _SIZE, _TERM),
        lambda folder: KeptFrame(folder, _SETTINGS, (81, 24), _TERM),
        lambda folder: KeptFrame(folder, _SETTINGS, _SIZE, {"TERM": "xterm"}),
        lambda folder: KeptFrame(folder, _SETTINGS, _SIZE, {**_TERM, "NO_COLOR": "1"}),
        lambda folder: KeptFrame(folder, _SETTINGS, _SIZE, _TERM, Path(__file__)),
        lambda _: KeptFrame(None, _SETTINGS, _SIZE, _TERM),
    ],
)
def test_other_settings_or_another_terminal_have_a_frame_of_their_own(
    path: Path, open_other: Callable[[Path], KeptFrame]
) -> None:
    other = open_other(path.parent)

    assert other.skeleton is None
    was_wanted = other.is_wanted
    other.keep(_FRAME)
    assert (was_wanted, other.is_wanted) == (other.skeleton is not None, False)
    assert _read(path) == _FRAME, "the first frame is still there"


def test_a_config_file_is_told_from_another_one_and_from_its_earlier_text(
    tmp_path: Path,
) -> None:
    config = tmp_path / "config.toml"
    # In a read-only store, all files have the same time.
    for name, content, time in (
        ("a", "[profiles.lab]", 1),
        ("b", "[profiles.one]", 1),
        ("b", "[profiles.three]", 1),
        ("b", "[profiles.seven]", 2),
    ):
        (tmp_path / name).write_text(content)
        os.utime(tmp_path / name, (time, time))
        config.unlink(missing_ok=True)
        config.symlink_to(name)
        kept = KeptFrame(tmp_path / "frames", _SETTINGS, _SIZE, _TERM, config)
        assert kept.skeleton is None
        kept.keep(_FRAME)


def _link(path: Path) -> None:
    path.rename(path.with_name("other"))
    path.symlink_to("other")


def _of_other_size(path: Path) -> None:
    """Replace the file by the frame for another size."""
    other = KeptFrame(path.parent, _SETTINGS, (99, 24), _TERM)
    other.keep(_FRAME)
    next(each for each in path.parent.iterdir() if each != path).rename(path)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir(0o600)


def _changed(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(change(path.read_bytes()))


def _ended_by(more: str) -> Callable[[Path], object]:
    return _changed(lambda data: data[:-1] + more.encode() + b"\n")


_INVALID: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "a link": _link,
    "a pipe": _pipe,
    "a folder": _folder,
    "readable by others": lambda path: path.chmod(0o640),
    "writable by others": lambda path: path.chmod(0o602),
    "empty": _changed(lambda _: b""),
    "cut off": _changed(lambda data: data[:-1]),
    "cut off in a sequence": _changed(lambda data: data[:-9] + b"\n"),
    "without a frame": _changed(lambda data: data.partition(b"\n")[0] + b"\n\n\n"),
    "without a background": _changed(lambda data: data.replace(b"\x1b[48;2;9;9;9m\n", b"")),
    "with text in the background": _changed(lambda data: data.replace(b";9m\n", b";9m text\n")),
    "with an erasing background": _changed(lambda data: data.replace(b";9m\n", b";9m\x1b[J\n")),
    "too large": _ended_by(" " * LARGEST),
    "no text": _changed(lambda data: data[:-1] + b"\xff\n"),
    "for another size": _of_other_size,
    "of another version": _changed(lambda data: data.replace(b"('", b"('9", 1)),
    "with more behind it": _changed(lambda data: data + b"more"),
    "with a byte order mark": _changed(lambda data: b"\xef\xbb\xbf" + data),
    "below the window": _ended_by("\x1b[25;1H"),
    "beside the window": _ended_by("\x1b[24;81H"),
    "at no place": _ended_by("\x1b[0;1H"),
    "with a title": _ended_by("\x1b]0;title\x07"),
    "with a mode": _ended_by("\x1b[?25h"),
    "with a question": _ended_by("\x1b[6n"),
    "with a single escape": _ended_by("\x1b"),
    "with a C1 control": _ended_by("\x9b1m"),
    "with a new line": _ended_by("\n"),
    "with a tab": _ended_by("\t"),
    "with a direction": _ended_by("\N{RIGHT-TO-LEFT OVERRIDE}"),
    "with a long number": _ended_by("\x1b[1234m"),
}


@pytest.mark.parametrize("kind", _INVALID)
def test_an_invalid_file_is_not_used(path: Path, kind: str) -> None:
    _INVALID[kind](path)

    assert _read(path) is None


def test_a_file_of_another_user_is_not_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: path.stat().st_uid + 1)

    assert _read(path) is None


def test_an_invalid_frame_is_not_saved_and_a_failure_to_save_one_is_ignored(
    path: Path, tmp_path: Path
) -> None:
    for invalid in ("", "\x1b]52;c;\x07", "two\nlines"):
        KeptFrame(path.parent, _SETTINGS, _SIZE, _TERM).keep(Skeleton("", invalid))
    assert _read(path) == _FRAME

    (tmp_path / "file").touch()
    KeptFrame(tmp_path / "file", _SETTINGS, _SIZE, _TERM).keep(_FRAME)


def test_the_last_few_frames_are_kept_and_nothing_else_is_removed(path: Path) -> None:
    # The folder may be a link to one with other files.
    others = {"notes", "20260131", "deadbeef.frame~"}
    for name in others:
        (path.parent / name).touch()
        os.utime(path.parent / name, (0, 0))
    os.utime(path, (0, 0))
    for lines in range(25, 25 + MAX_FRAMES):
        KeptFrame(path.parent, _SETTINGS, (80, lines), _TERM).keep(_FRAME)

    assert _read(path) is None
    left = {each.name for each in path.parent.iterdir()}
    assert others < left
    assert len(left - others) == MAX_FRAMES
