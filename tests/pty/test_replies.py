"""Unexpected and late terminal replies do nothing."""

from __future__ import annotations

import pytest

from tests.app.terminal.test_reply_filter import REPLIES
from tests.pty.generic_mock import generic_mock
from tests.pty.steps import MASKED_SECRET, Start, create_key, press_button
from tests.pty.terminal import CTRL_Q

pytestmark = pytest.mark.exhaustive

_ASKED_FOR_AT_START = ("GET", "/api/v1/access-keys", 200)


def test_replies_of_the_terminal_trigger_nothing(start: Start) -> None:
    with generic_mock() as plane:
        terminal = start(environment={"RUNAI_BASE_URL": plane.base_url, "RUNAI_TOKEN": "ready"})
        terminal.wait_for("1/20")
        before = terminal.lines

        for reply in REPLIES.values():
            terminal.send(reply)
            terminal.send(reply[: len(reply) // 2])
            terminal.send(reply[len(reply) // 2 :])
        terminal.send("?")
        terminal.wait_for("under the cursor")
        terminal.send("q")
        terminal.wait_until(lambda: terminal.find("under the cursor") is None, "closed help")

        assert terminal.lines == before
        assert plane.answered == [_ASKED_FOR_AT_START]
        # Keys are still keys: nothing is waited for any more.
        terminal.send("D")
        terminal.wait_for("Type the name")


def test_what_waits_in_the_input_at_the_start_and_a_paste_without_an_end_leave_it_listening(
    start: Start,
) -> None:
    terminal = start("--demo")
    terminal.send("\x1b[48;24;80;0;0t\x1b[<35;10;10M\x1b[1114112u\x1b[13;1:3u\x1b[?1016;1$y")
    terminal.wait_for("12/20")
    create_key(terminal, "walk-key")

    terminal.send("\x1b[48;24;80;0;0t\x1b[<35;10;10M\x1b[100:68;2:3u\x1b[200~abc")
    terminal.wait_for(MASKED_SECRET)
    terminal.send(CTRL_Q)
    terminal.wait_for("neither copied nor saved")
    press_button(terminal, "Stay", "Leave it behind")
    assert terminal.wait_exit() == 0
