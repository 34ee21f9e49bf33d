"""The real program against a generic mock of the published contract, which is no control plane."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pty.generic_mock import CONTRACT, Mock, generic_mock
from tests.pty.steps import (
    Start,
    create_key,
    delete_key,
    leave_panel,
    never_wait,
    regenerate_secret,
    reveal_secret,
)
from tests.pty.terminal import ENTER, Terminal

pytestmark = pytest.mark.exhaustive

_MINE = "/api/v1/access-keys"
_ALL = "/api/v1/administration/access-keys"
_ESC = "\x1b"


def test_every_operation_is_carried_out_and_a_key_that_is_listed_twice_is_left_out_once(
    start: Start, home: Path
) -> None:
    never_wait(home)
    with generic_mock(2) as mock:
        terminal = _started(start, mock)
        _is_listed_once(terminal, mock)
        _is_asked_for_by_its_id(terminal, mock)
        _gets_a_new_secret(terminal, mock)
        _is_deleted_from_all_keys(terminal, mock)
        _is_created(terminal, mock)
        _is_deleted(terminal, mock)


def test_a_key_that_is_listed_once_is_not_said_to_be_left_out(start: Start) -> None:
    with generic_mock(1) as mock:
        _is_listed_once(_started(start, mock), mock)


def _started(start: Start, mock: Mock) -> Terminal:
    environment = {"RUNAI_BASE_URL": mock.base_url, "RUNAI_TOKEN": "any-token-at-all"}
    terminal = start(environment=environment)
    terminal.wait_for("› string")
    return terminal


def _is_listed_once(terminal: Terminal, mock: Mock) -> None:
    rows = [line for line in terminal.lines if "string  " in line]

    assert len(rows) == 1
    assert re.search(r"▲ \d+ d ago", rows[0])
    assert "1/20" in terminal.text
    assert ("left out" in terminal.text.lower()) == (mock.items > 1)


def _is_asked_for_by_its_id(terminal: Terminal, mock: Mock) -> None:
    terminal.send(ENTER)
    terminal.wait_for("esc Close")
    terminal.wait_for("24 Aug 2019 14:15 UTC")
    mock.wait_for("GET", f"{_MINE}/string", 200)
    terminal.send(_ESC)
    terminal.wait_for("? Help")


def _gets_a_new_secret(terminal: Terminal, mock: Mock) -> None:
    regenerate_secret(terminal)
    secret = reveal_secret(terminal)
    leave_panel(terminal)

    assert secret == "string"
    assert ("POST", f"{_MINE}/string/secret", 200) in mock.answered


def _is_deleted_from_all_keys(terminal: Terminal, mock: Mock) -> None:
    terminal.send("2")
    terminal.wait_for("All keys 1")
    terminal.wait_for(re.compile(r"› string +string +string"))

    delete_key(terminal, "string")

    assert ("DELETE", f"{_ALL}/string", 204) in mock.answered


def _is_created(terminal: Terminal, mock: Mock) -> None:
    terminal.send("1")
    terminal.wait_for("n New")
    create_key(terminal, "walk-key")
    secret = reveal_secret(terminal)
    leave_panel(terminal)

    assert secret == "string"
    assert ("POST", _MINE, 201) in mock.answered


def _is_deleted(terminal: Terminal, mock: Mock) -> None:
    delete_key(terminal, "string")

    # The other delete's message may still be there.
    mock.wait_for("DELETE", f"{_MINE}/string", 204)


def test_a_pair_cannot_sign_in_where_there_is_no_token_endpoint(start: Start) -> None:
    with generic_mock() as mock:
        terminal = start(
            environment={
                "RUNAI_BASE_URL": mock.base_url,
                "RUNAI_CLIENT_ID": "string",
                "RUNAI_CLIENT_SECRET": "CANARY",
            }
        )

        terminal.wait_for("no token endpoint")

        terminal.wait_for("○ Token")
        assert {status for _, _, status in mock.answered} == {404}
        assert b"CANARY" not in terminal.output


def test_the_mock_has_the_seven_operations_of_the_contract() -> None:
    operations = [method for path in CONTRACT["paths"].values() for method in path]

    assert sorted(operations) == ["delete", "delete", "get", "get", "get", "post", "post"]
