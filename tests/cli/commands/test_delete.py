"""`delete`: what was named and nothing else, a few at a time, with an account of each."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from tests.app.faulty import RESET, Faulty
from tests.app.support import NOW
from tests.cli.commands.support import carry_out, context_on
from tests.pty.terminal import TIMEOUT
from tests.workflows.test_bulk_delete import Gate
from tui.cli.commands.delete import delete
from tui.config.settings import SettingsError
from tui.demo.server import Demo
from tui.workflows.bulk_delete import AT_ONCE

OWNER = "zoe@acme.example"

Output = pytest.CaptureFixture[str]


@pytest.fixture
def demo() -> Demo:
    demo = Demo(now=lambda: NOW)
    for key in demo.store.all_keys():
        if key.client_id != demo.client_id and key.owner != demo.username:
            demo.store.remove_key(key.id)
    for number in range(12):
        demo.store.add_key(f"old-{number}", OWNER)
    return demo


@pytest.fixture
def plane(demo: Demo) -> Faulty:
    return Faulty(demo)


@pytest.fixture
def gate(demo: Demo) -> Gate:
    return Gate(demo)


def own(demo: Demo, count: int = 2) -> list[str]:
    """Return ids of the user's own keys, except for the one to sign in with."""
    keys = [key.id for key in demo.store.my_keys() if key.client_id != demo.client_id]
    return keys[:count]


def others(demo: Demo) -> list[str]:
    return [key.id for key in demo.store.keys_of(OWNER)]


async def all_sent(gate: Gate) -> None:
    """Wait until as many deletes are inside as may be."""
    async with asyncio.timeout(TIMEOUT):
        for _ in range(AT_ONCE):
            await gate.entered.acquire()


def test_keys_are_deleted_by_id_and_by_client_id_and_no_others(
    demo: Demo, plane: Faulty, capsys: Output
) -> None:
    before = {key.id: key for key in demo.store.all_keys()}
    first, second = own(demo)
    arguments = ("delete", first, before[second].client_id, first, "--yes")

    assert carry_out(context_on(demo, *arguments, transport=plane)) == 0

    assert set(before) - {key.id for key in demo.store.all_keys()} == {first, second}
    said = capsys.readouterr()
    rows = said.out.splitlines()
    assert rows[0].split() == ["OUTCOME", "NAME", "CLIENT", "ID"]
    assert [row.split()[0] for row in rows[1:]] == ["deleted", "deleted"]
    assert said.err == "runai-keys: 2 deleted.\n"
    assert plane.sent["DELETE"] == 2


def test_without_yes_they_are_shown_and_nothing_is_sent(
    demo: Demo, plane: Faulty, capsys: Output
) -> None:
    with pytest.raises(SettingsError, match="add --yes to delete these 12 keys"):
        carry_out(context_on(demo, "delete", "--all", *others(demo), transport=plane))

    said = capsys.readouterr()
    assert said.out == ""
    assert all(f"old-{number} " in said.err for number in range(12))
    assert plane.sent == {"GET": 1}


def test_the_key_that_one_signs_in_with_is_kept_with_all_the_others(
    demo: Demo, plane: Faulty
) -> None:
    mine = demo.store.find_client(demo.client_id)
    assert mine is not None
    arguments = ("delete", *own(demo), mine.id, "--yes")

    with pytest.raises(SettingsError, match="add --own if you mean it"):
        carry_out(context_on(demo, *arguments, transport=plane))
    assert plane.sent == {"GET": 1}

    assert carry_out(context_on(demo, *arguments, "--own")) == 0
    assert demo.store.find_client(demo.client_id) is None


def test_an_id_that_means_two_keys_deletes_neither(demo: Demo, plane: Faulty) -> None:
    first, second = own(demo)
    keys = [{"id": first, "name": "a", "clientId": second}, {"id": second, "name": "b"}]
    listed = [key | {"clientId": key.get("clientId", "x")} for key in keys]
    plane.answer("GET", "/access-keys", httpx.Response(200, json={"accessKeys": listed}))

    with pytest.raises(SettingsError, match="matches 2 keys"):
        carry_out(context_on(demo, "delete", second, "--yes", transport=plane))

    assert plane.sent == {"GET": 1}


def test_other_peoples_keys_are_deleted_for_an_administrator_who_says_all(
    demo: Demo, capsys: Output
) -> None:
    wanted = others(demo)[:3]

    assert carry_out(context_on(demo, "delete", *wanted, "--yes")) == 1
    assert (
        "no key of yours has this id, client ID or name. --all looks at everybody's."
        in capsys.readouterr().err
    )
    assert set(wanted) <= set(others(demo))
    assert carry_out(context_on(demo, "delete", "--all", *wanted, "--yes")) == 0
    assert not set(wanted) & set(others(demo))


def test_what_is_not_listed_is_a_failure_but_does_not_keep_the_others(
    demo: Demo, capsys: Output
) -> None:
    first, second = own(demo)

    assert carry_out(context_on(demo, "delete", first, "no-such-key", "--yes")) == 1
    assert "no-such-key: no key of yours has this id, client ID or name." in capsys.readouterr().err
    assert first not in own(demo, 20)
    assert carry_out(context_on(demo, "delete", first, second, "--yes", "--missing-ok")) == 0
    assert second not in own(demo, 20)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_deleting_nothing_gives_programs_an_empty_account(
    demo: Demo, capsys: Output, form: str
) -> None:
    arguments = ("delete", "no-such-key", "--yes", "--missing-ok", "--format", form)

    assert carry_out(context_on(demo, *arguments)) == 0

    out = capsys.readouterr().out
    match form:
        case "table":
            assert out == ""
        case "csv":
            assert out.splitlines() == [out.strip()]
            assert out.endswith('"outcome"\n')
        case "json":
            assert json.loads(out)["accessKeys"] == []


def test_a_key_that_is_gone_already_is_done(demo: Demo, plane: Faulty, capsys: Output) -> None:
    (first,) = own(demo, 1)
    gone = httpx.Response(404, json={"code": 404, "message": "Resource id not found."})
    plane.answer("DELETE", first, gone)

    assert carry_out(context_on(demo, "delete", first, "--yes", transport=plane)) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("gone already ")


def test_a_key_that_fails_is_told_and_the_others_go_on_four_at_a_time(
    demo: Demo, gate: Gate, capsys: Output
) -> None:
    wanted = others(demo)
    gate.faults = {wanted[0]: 403, wanted[1]: 409}
    arguments = ("delete", "--all", *wanted, "--yes", "--format", "json")

    assert carry_out(context_on(demo, *arguments, transport=gate)) == 1

    said = capsys.readouterr()
    outcomes = {key["id"]: key["outcome"] for key in json.loads(said.out)["accessKeys"]}
    assert outcomes == dict.fromkeys(wanted, "deleted") | dict.fromkeys(wanted[:2], "failed")
    assert said.err.count("“Injected”") == 2
    assert said.err.endswith("runai-keys: 10 deleted, 2 failed.\n")
    assert (gate.deletes, gate.most) == (12, AT_ONCE)


def test_a_lost_answer_is_looked_up(demo: Demo, plane: Faulty, capsys: Output) -> None:
    first, second = own(demo)
    plane.lose("DELETE", first, RESET)
    plane.answer("DELETE", second, httpx.Response(502, html="<h1>Bad gateway</h1>"))

    assert carry_out(context_on(demo, "delete", first, second, "--yes", transport=plane)) == 1

    said = capsys.readouterr()
    assert sorted(row.split()[0] for row in said.out.splitlines()[1:]) == ["deleted", "failed"]
    assert "It is still listed: it was not deleted, as of now." in said.err
    assert plane.sent == {"GET": 2, "DELETE": 2}


def test_what_the_filter_does_not_show_any_more_is_held_back(
    demo: Demo, plane: Faulty, capsys: Output
) -> None:
    wanted = others(demo)[:3]
    demo.store.mark_used(wanted[0])
    arguments = ("delete", "--all", *wanted, "--yes", "--filter", "used:never")

    assert carry_out(context_on(demo, *arguments, transport=plane)) == 1

    assert wanted[0] in others(demo)
    assert not set(wanted[1:]) & set(others(demo))
    said = capsys.readouterr()
    assert said.out.splitlines()[1].startswith("held back ")
    assert "--filter does not show it." in said.err
    assert plane.sent["DELETE"] == 2


def test_beyond_the_servers_limit_a_client_id_is_asked_for_alone(demo: Demo, plane: Faulty) -> None:
    for number in range(100):
        demo.store.add_key(f"more-{number}", f"user{number}@acme.example")
    last = demo.store.keys_of(OWNER)[-1]
    arguments = ("delete", "--all", last.client_id, "--yes")

    assert carry_out(context_on(demo, *arguments, transport=plane)) == 0
    assert demo.store.find(last.id) is None
    assert plane.sent == {"GET": 2, "DELETE": 1}


async def delete_unanswered(demo: Demo, gate: Gate) -> asyncio.Future[int]:
    """Delete all keys of others, without an answer to the first ones yet."""
    gate.is_open.clear()
    arguments = ("delete", "--all", *others(demo), "--yes")
    deleting = asyncio.ensure_future(delete(context_on(demo, *arguments, transport=gate)))
    await all_sent(gate)
    return deleting


async def test_a_signal_ends_the_sending_and_leaves_an_exact_account(
    demo: Demo, gate: Gate, capsys: Output
) -> None:
    deleting = await delete_unanswered(demo, gate)
    deleting.cancel()
    await asyncio.sleep(0)
    gate.is_open.set()
    await asyncio.wait([deleting])

    assert deleting.cancelled()
    outcomes = [row.split()[0] for row in capsys.readouterr().out.splitlines()[1:]]
    assert sorted(outcomes) == ["deleted"] * 4 + ["not"] * 8
    assert len(others(demo)) == 8
    assert gate.deletes == 4


async def test_a_second_signal_does_not_wait_for_what_was_sent(
    demo: Demo, gate: Gate, capsys: Output
) -> None:
    deleting = await delete_unanswered(demo, gate)
    for _ in range(2):
        deleting.cancel()
        await asyncio.sleep(0)
    await asyncio.wait([deleting])

    assert deleting.cancelled()
    assert "8 not sent" in capsys.readouterr().err
    assert gate.deletes == 4
