"""Texts of a server reach the terminal as text, and as nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from tests.hostile import key_items
from tests.pty.generic_mock import Mock, generic_mock
from tests.pty.steps import Start
from tests.pty.terminal import Terminal

OUR_OWN = re.compile(
    rb"\x1b\[[0-9;]*m"  # colours and styles
    rb"|\x1b\[[0-9]*(?:;[0-9]*)?H"  # where to draw
    rb"|\x1b\[J"  # an empty screen
    rb"|\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1049|2004|2026)[hl]"  # modes
    rb"|\x1b\[\?2026\$p"  # whether frames are understood
    rb"|\x1b\]11;\?\x1b\\\x1b\[>q\x1b\[>c\x1b\[c"  # its background, and which one it is
    rb"|\x1b\[(?:>1|<)u"  # the kitty keyboard, for what tells keys apart
    rb"|\x1b\]22;[a-z]*\x07"  # the shape of the mouse's pointer
    rb"|\r\n"
)
"""All that is written beside text."""

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


@pytest.fixture
def plane() -> Iterator[Mock]:
    with generic_mock(listed=key_items()) as plane:
        yield plane


@pytest.fixture
def terminal(plane: Mock, start: Start) -> Terminal:
    environment = {"RUNAI_BASE_URL": plane.base_url, "RUNAI_TOKEN": "ready"}
    terminal = start(environment=environment, size=(120, 70))
    terminal.wait_for("DROP TABLE")
    terminal.wait_until(lambda: terminal.text.count("○ never") > 40, "list that fills the screen")
    return terminal


def visit_everything(terminal: Terminal) -> None:
    """Look at all keys, the details of one, and the question before it is deleted."""
    terminal.send("2")
    # Not told of before there is a key.
    terminal.wait_for(re.compile(r"space Mark .* f Find on server"))
    terminal.send("\r")
    terminal.wait_for("esc Close")
    terminal.send("q")
    terminal.wait_for("? Help")
    terminal.send("D")
    terminal.wait_for("to go on:")
    terminal.send("\x1b")
    terminal.wait_for("? Help")


def test_hostile_text_is_written_as_plain_text_in_columns_that_stay_aligned(
    terminal: Terminal, plane: Mock
) -> None:
    heading = next(line for line in terminal.lines if "Last used" in line)
    column = cell_len(heading[: heading.index("Last used")])
    rows = [line for line in terminal.lines if "○ never" in line]
    assert len(rows) > 40
    assert {cell_len(row[: row.index("○ never")]) for row in rows} == {column}

    visit_everything(terminal)

    rest = OUR_OWN.sub(b"", bytes(terminal.output))
    assert CONTROLS.findall(rest.decode()) == []
    # A terminal was asked nothing, so it has nothing to answer as if it were typed.
    assert {method for method, _, _ in plane.answered} == {"GET"}
