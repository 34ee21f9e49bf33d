"""A service account is told that it has no keys of its own, and commands list those of all."""

from __future__ import annotations

import httpx
import pytest

from tests.app.faulty import Faulty
from tests.cli.commands.support import carry_out, context_on
from tui.cli.exit_codes import REFUSED
from tui.demo.server import Demo

_TOLD = "the credentials of a service account, which has no keys of its own: use All keys, or --all"


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize(
    "arguments",
    [("list",), ("report",), ("create", "ci", "--secret-file", "-"), ("delete", "ci", "--yes")],
    ids=lambda arguments: arguments[0],
)
def test_a_command_on_keys_of_one_s_own_says_that_there_are_none(
    demo: Demo,
    plane: Faulty,
    status: int,
    arguments: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    refusal = httpx.Response(status, json={"code": status, "message": "No."})
    for method in ("GET", "POST"):
        plane.answer(method, "/api/v1/access-keys", refusal)

    assert carry_out(context_on(demo, *arguments, transport=plane)) == REFUSED

    printed = capsys.readouterr()
    assert _TOLD in printed.err
    assert "2.24" not in printed.err
    assert printed.out == ""


def test_with_all_a_command_lists_everybody_s_keys(
    demo: Demo, plane: Faulty, capsys: pytest.CaptureFixture[str]
) -> None:
    plane.answer("GET", "/api/v1/access-keys", httpx.Response(403, json={"message": "No."}))

    assert carry_out(context_on(demo, "list", "--all", transport=plane)) == 0

    assert "laptop-terminal" in capsys.readouterr().out
