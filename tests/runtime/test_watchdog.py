"""The watchdog restores the terminal, even one that can't be opened again."""

from __future__ import annotations

import errno
import os
import select
from collections.abc import Iterator

import pytest

from tui.runtime.watchdog import Watchdog

_REFUSALS = {
    "of another user": (None, PermissionError(errno.EACCES, "Permission denied")),
    "without a path here": (OSError(errno.ENODEV, "No such device"), None),
    "with a path to nothing": (None, FileNotFoundError(errno.ENOENT, "No such file")),
}
"""Errors of ttyname() and open() for a terminal: after su, in a chroot and in a container."""


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Return the user's side of a terminal and the program's."""
    user, program = os.openpty()
    yield user, program
    os.close(user)
    os.close(program)


@pytest.mark.parametrize("kind", _REFUSALS)
def test_a_terminal_that_cannot_be_opened_again_is_restored_and_stays_blocking(
    terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    user, program = terminal
    _refuse(monkeypatch, *_REFUSALS[kind])
    monkeypatch.setattr("os.dup2", lambda *_: None)

    with Watchdog(lambda _: None, program) as watchdog:
        watchdog._restore()

        assert select.select([user], [], [], 10)[0]
        assert b"\x1b[?1049l" in os.read(user, 1000)
    # The shell shares the open file.
    assert os.get_blocking(program)


def test_the_keyboard_protocol_is_reset_before_the_screen_is_erased_and_left(
    terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    user, program = terminal
    monkeypatch.setattr("os.dup2", lambda *_: None)

    with Watchdog(lambda _: None, program) as watchdog:
        watchdog._restore()

    written = os.read(user, 1000)
    # Some terminals print for the reset. Kitty has a keyboard mode for each of its screens.
    assert (
        written.index(b"\x1b[<u") < written.index(b"\x1b[H\x1b[J") < written.index(b"\x1b[?1049l")
    )


def _refuse(
    monkeypatch: pytest.MonkeyPatch, naming: OSError | None, opening: OSError | None
) -> None:
    open_file = os.open

    def ttyname(_: int) -> str:
        if naming:
            raise naming
        return "/dev/pts/of-somebody-else"

    def open_or_refuse(path: str, flags: int) -> int:
        if opening and path.startswith("/dev/pts/"):
            raise opening
        return open_file(path, flags)

    monkeypatch.setattr("os.ttyname", ttyname)
    monkeypatch.setattr("os.open", open_or_refuse)
