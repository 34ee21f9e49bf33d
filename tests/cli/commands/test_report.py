"""`report`: how many keys each finding has."""

from __future__ import annotations

import json

import pytest

from tests.app.support import NOW
from tests.cli.commands.support import context_on
from tui.cli.commands.list import list_keys
from tui.cli.commands.report import report
from tui.demo.server import Demo


def demo() -> Demo:
    return Demo(now=lambda: NOW)


async def test_a_report_counts_what_the_screens_find(capsys: pytest.CaptureFixture[str]) -> None:
    assert await report(context_on(demo(), "report", "--all", "--format", "json")) == 0
    told = json.loads(capsys.readouterr().out)

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
