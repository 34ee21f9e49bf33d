"""Mouse modes are set as the user and the line want them, in the encoding that Textual reads."""

from __future__ import annotations

import pytest
from textual.drivers.linux_driver import LinuxDriver

from tui.app.terminal.mouse_modes import MOUSE_SEQUENCES, MouseModes


class _Written(LinuxDriver):
    """Textual's driver as far as it writes modes."""

    def __init__(self) -> None:
        self._mouse = True
        self.sequences: list[str] = []

    def write(self, data: str) -> None:
        self.sequences.append(data)

    def flush(self) -> None:
        pass


def textual_writes(*, on: bool) -> list[str]:
    driver = _Written()
    if on:
        driver._enable_mouse_support()
    else:
        driver._disable_mouse_support()
    return driver.sequences


def modes(sequences: str) -> list[str]:
    return [part.strip("?") for part in sequences.split("\x1b[")[1:]]


def through(mouse: MouseModes, sequences: list[str]) -> list[str]:
    assert set(sequences) <= MOUSE_SEQUENCES
    return modes("".join(mouse.instead_of(sequence) for sequence in sequences))


@pytest.mark.parametrize(("moves", "tracking"), [(True, "1003"), (False, "1002")])
def test_every_mode_that_is_set_is_reset_and_mere_moves_are_not_reported_on_a_slow_line(
    moves: bool, tracking: str
) -> None:
    mouse = MouseModes(is_on=True, moves=moves)

    on = through(mouse, textual_writes(on=True))
    off = through(mouse, textual_writes(on=False))

    assert on == ["1000h", f"{tracking}h", "1015h", "1006h"]
    assert [mode.replace("l", "h") for mode in off] == on


def test_a_mouse_that_is_left_to_the_terminal_is_not_reported_until_it_is_taken() -> None:
    mouse = MouseModes(is_on=False, moves=True)

    assert through(mouse, textual_writes(on=True)) == []
    assert through(mouse, textual_writes(on=False)) == []
    assert modes(mouse.sequence())[0] == "1000h"
