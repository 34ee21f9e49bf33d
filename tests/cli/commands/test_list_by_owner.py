"""`--complete` asks owner by owner for what the server cuts off, and says what may be missing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import httpx
import pytest

from tests.app.faulty import Faulty
from tests.app.support import NOW
from tests.cli.commands.support import carry_out, context_on
from tui.cli.commands.list import list_keys
from tui.cli.commands.report import report
from tui.cli.exit_codes import REFUSED, SIGN_IN
from tui.config.settings import SettingsError
from tui.demo.server import Demo


@pytest.fixture
def crowd() -> Demo:
    return Demo(now=lambda: NOW, crowd=True)


class Picky(Faulty):
    """Refuses to list the keys of one owner."""

    status = 403

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.params.get("createdBy") == "user03@acme.example":
            return httpx.Response(self.status, json={"message": "Not this one."})
        return await super().handle_async_request(request)


async def test_all_keys_of_all_owners_seen_or_named_are_listed(
    crowd: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    owners = tmp_path / "owners"
    owners.write_text("\n".join({key.owner for key in crowd.store.all_keys()}))
    arguments = ("list", "--all", "--complete", "--owners", str(owners), "--format", "csv")

    assert await list_keys(context_on(crowd, *arguments)) == 0

    said = capsys.readouterr()
    listed = {row["id"] for row in csv.DictReader(io.StringIO(said.out))}
    assert listed == {key.id for key in crowd.store.all_keys()}
    assert said.err == (
        "runai-keys: Loaded owner by owner, 60 of them. Keys of owners that are neither listed "
        "here nor named are missing: --owners adds owners.\n"
    )


async def test_an_owner_who_could_not_be_asked_for_is_named_and_the_status_is_1(
    crowd: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    context = context_on(crowd, "list", "--all", "--complete", transport=Picky(crowd))

    assert await list_keys(context) == REFUSED

    said = capsys.readouterr()
    assert len(said.out.splitlines()) > 400
    assert "user03@acme.example could not be loaded." in said.err


def test_without_a_sign_in_there_is_no_list(
    crowd: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Picky, "status", 401)
    context = context_on(crowd, "list", "--all", "--complete", transport=Picky(crowd))

    assert carry_out(context) == SIGN_IN
    assert capsys.readouterr().out == ""


async def test_a_report_counts_what_only_a_complete_list_shows(
    crowd: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("report", "--all", "--format", "json")
    assert await report(context_on(crowd, *arguments)) == 0
    cut_off = capsys.readouterr()
    assert (
        "there may be more. --complete loads owner by owner, --owner one owner's keys."
        in cut_off.err
    )
    assert await report(context_on(crowd, *arguments, "--complete")) == 0

    before, complete = (json.loads(text) for text in (cut_off.out, capsys.readouterr().out))
    assert (before["listed"], complete["listed"]) == (100, 421)
    (crowded,) = (each for each in complete["findings"] if each["name"] == "crowded")
    owners = [key.owner for key in crowd.store.all_keys()]
    seen = {key.owner for key in crowd.store.all_keys()[:100]}
    assert crowded["keys"] == sum(owners.count(owner) for owner in seen if owners.count(owner) > 10)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--complete",),
        ("--all", "--owners", "leavers.txt"),
        ("--owner", "ana@acme.example", "--complete"),
        ("--all", "--complete", "--filter", "server:client=a"),
        ("--all", "--complete", "--owners", "no-such-file"),
    ],
)
async def test_what_can_not_be_completed_is_refused(
    crowd: Demo, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(SettingsError, match=r"--(complete|owners)"):
        await list_keys(context_on(crowd, "list", *arguments))
    assert crowd.requests == []
