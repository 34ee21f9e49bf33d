"""`report`: how many keys each finding has."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.support import NOW
from tests.cli.commands.support import context_on
from tui.cli.commands.list import list_keys
from tui.cli.commands.report import report
from tui.demo.server import Demo

ORIGIN = {
    "exported": "2026-03-12T09:30:00Z",
    "control_plane": "https://demo.example",
    "signed_in_as": "ana@acme.example",
}
"""Fields that the JSON of every report begins with."""


def demo() -> Demo:
    return Demo(now=lambda: NOW)


async def test_a_report_counts_what_the_screens_find(capsys: pytest.CaptureFixture[str]) -> None:
    assert await report(context_on(demo(), "report", "--all", "--format", "json")) == 0
    told = json.loads(capsys.readouterr().out)

    assert told.items() >= ORIGIN.items()
    for finding in told["findings"]:
        context = context_on(
            demo(), "list", "--all", "--format", "json", "--filter", finding["filter"]
        )
        await list_keys(context)
        listed = json.loads(capsys.readouterr().out)["accessKeys"]
        assert finding["keys"] == len(listed)
    assert sum(finding["keys"] for finding in told["findings"]) > 0


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 0),
        (("--fail-on", "near-limit"), 0),
        (("--fail-on", "stale"), 1),
        (("--fail-on", "near-limit", "--fail-on", "stale"), 1),
    ],
)
async def test_a_report_fails_on_what_it_was_told_to(
    arguments: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await report(context_on(demo(), "report", "--all", *arguments)) == status
    said = capsys.readouterr()
    assert said.out.startswith("FINDING ")
    assert ("Found by --fail-on: stale." in said.err) is (status == 1)


def due_demo() -> Demo:
    """Make a demo with two old keys of another owner, one of which was rotated since."""
    made = demo()
    for key in made.store.all_keys():
        if key.client_id != made.client_id:
            made.store.remove_key(key.id)
    old, new = NOW - timedelta(days=100), NOW - timedelta(days=3)
    made.store.add_key("rotated", "bo@acme.example", created_at=old, last_login=new)
    made.store.add_key("rotated-2", "bo@acme.example", created_at=new, last_login=NOW)
    made.store.add_key("=cmd()", "bo@acme.example", created_at=old, last_login=NOW)
    return made


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--due", "90d"), '"owner","key","age"\n"bo@acme.example","\'=cmd()","100"\n'),
        (("--due", "101d"), '"owner","key","age"\n'),
        (
            ("--due", "90d", "--format", "table"),
            "OWNER            KEY     AGE\nbo@acme.example  =cmd()  100 d\n",
        ),
    ],
)
async def test_the_keys_that_are_due_are_listed_with_whom_to_write_to(
    arguments: tuple[str, ...], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    context = context_on(due_demo(), "report", "--owner", "bo@acme.example", *arguments)

    assert await report(context) == 0

    assert capsys.readouterr().out == expected


async def test_keys_that_are_due_are_one_s_own_without_an_owner_in_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = due_demo()
    made.store.add_key("mine", created_at=NOW - timedelta(days=100))
    undated = made.store.add_key("undated")
    made.store._records[undated.id] = replace(undated, created_at=None)

    assert await report(context_on(made, "report", "--due", "14w", "--format", "json")) == 0

    said = capsys.readouterr()
    assert json.loads(said.out) == {
        **ORIGIN,
        "due": [{"owner": made.username, "key": "mine", "age": 100}],
    }
    assert "1 key has no creation date" in said.err
