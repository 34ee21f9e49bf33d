"""Unexpected and late terminal replies do nothing."""

from __future__ import annotations

from tests.app.terminal.test_reply_filter import REPLIES
from tests.pty.generic_mock import generic_mock
from tests.pty.steps import Start

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
