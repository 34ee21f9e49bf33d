"""The real program against a generic mock of the published contract, which is no control plane."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

_MINE = "/api/v1/access-keys"
_ALL = "/api/v1/administration/access-keys"


@pytest.fixture(params=[1, 2], ids=["one-item", "two-identical-items"])
def mock(request: pytest.FixtureRequest) -> Iterator[Mock]:
    with generic_mock(items=request.param) as mock:
        yield mock


@pytest.fixture
def terminal(mock: Mock, start: Start, home: Path) -> Terminal:
    never_wait(home)
    terminal = start(
        environment={"RUNAI_BASE_URL": mock.base_url, "RUNAI_TOKEN": "any-token-at-all"}
    )
    terminal.wait_for("❯ string")
    return terminal


def test_the_own_keys_are_listed_and_a_repeated_one_is_left_out(
    terminal: Terminal, mock: Mock
) -> None:
    rows = [line for line in terminal.lines if "string  " in line]

    assert len(rows) == 1
    assert re.search(r"▲ \d+ d ago", rows[0])
    assert "1/20" in terminal.text
    assert ("left out" in terminal.text.lower()) == (mock.items > 1)


def test_a_key_is_created(terminal: Terminal, mock: Mock) -> None:
    create_key(terminal, "walk-key")
    secret = reveal_secret(terminal)
    leave_panel(terminal)

    assert secret == "string"
    assert ("POST", _MINE, 201) in mock.answered


def test_a_key_gets_a_new_secret(terminal: Terminal, mock: Mock) -> None:
    regenerate_secret(terminal)
    secret = reveal_secret(terminal)
    leave_panel(terminal)

    assert secret == "string"
    assert ("POST", f"{_MINE}/string/secret", 200) in mock.answered


def test_a_key_is_asked_for_by_its_id_when_it_is_shown_in_detail(
    terminal: Terminal, mock: Mock
) -> None:
    terminal.send(ENTER)

    terminal.wait_for("24 Aug 2019")
    mock.wait_for("GET", f"{_MINE}/string", 200)


def test_a_key_is_deleted(terminal: Terminal, mock: Mock) -> None:
    delete_key(terminal, "string")

    assert ("DELETE", f"{_MINE}/string", 204) in mock.answered


def test_all_keys_are_listed_and_one_is_deleted(terminal: Terminal, mock: Mock) -> None:
    terminal.send("2")
    terminal.wait_for("All keys 1")
    terminal.wait_for(re.compile(r"❯ string +string +string"))

    delete_key(terminal, "string")

    assert ("DELETE", f"{_ALL}/string", 204) in mock.answered


def test_a_pair_cannot_sign_in_where_there_is_no_token_endpoint(mock: Mock, start: Start) -> None:
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
