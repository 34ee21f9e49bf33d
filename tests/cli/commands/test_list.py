"""`list`: data on standard output, all else on standard error."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.app.faulty import Faulty
from tests.app.support import NOW
from tests.cli.commands.support import PROGRAM, context_on, end, run, shell
from tests.cli.conftest import RunHere
from tests.hostile import HOSTILE
from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import ROOT, TIMEOUT, clean_environment
from tui.cli.commands.list import list_keys
from tui.config.settings import SettingsError
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.record import DemoRecord
from tui.demo.server import DEMO_BASE_URL, Demo


def demo() -> Demo:
    return Demo(now=lambda: NOW)


async def test_a_table_has_a_row_for_each_key_and_as_many_words_as_headings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = demo()

    assert await list_keys(context_on(made, "list")) == 0

    headings, *rows = capsys.readouterr().out.splitlines()
    begin = [headings.rindex(name) for name in ("NAME", "CLIENT ID", "CREATED", "LAST USED", "USE")]
    names = [row[: begin[1]].rstrip() for row in rows]
    assert sorted(names) == sorted(key.name for key in made.store.my_keys())
    assert all(row[at - 1] == " " and row[at] != " " for row in rows for at in begin[1:])


async def test_the_filter_is_that_of_the_screens(capsys: pytest.CaptureFixture[str]) -> None:
    made = demo()
    context = context_on(made, "list", "--all", "--filter", "idle:>90d !me", "--format", "json")

    assert await list_keys(context) == 0

    listed = json.loads(capsys.readouterr().out)
    expected = {
        key.id
        for key in made.store.all_keys()
        if key.owner.lower() != made.username
        and NOW - (key.last_login or key.created_at or NOW) > timedelta(days=90)
    }
    assert {key["id"] for key in listed["accessKeys"]} == expected
    assert expected
    assert listed["shown"] == f"{len(expected)} keys, idle:>90d !me"


async def test_one_owners_keys_are_asked_of_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    made = demo()
    owner = next(key.owner for key in made.store.all_keys() if key.owner != made.username)

    assert await list_keys(context_on(made, "list", "--owner", owner, "--format", "csv")) == 0

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["createdBy"] for row in rows} == {owner}
    assert {row["id"] for row in rows} == {key.id for key in made.store.keys_of(owner)}


async def test_of_several_owners_each_is_asked_for_once_and_all_their_keys_are_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = demo()
    plane = Faulty(made)
    first, second = "yan@acme.example", "zoe@acme.example"
    made.store.add_key("one", first)
    for number in range(100):
        made.store.add_key(f"more-{number}", second)
    owners = ("--owner", first, "--owner", second, "--owner", first)

    assert (
        await list_keys(context_on(made, "list", *owners, "--format", "csv", transport=plane)) == 0
    )

    said = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert plane.asked == [f"createdBy={owner.replace('@', '%40')}" for owner in (first, second)]
    assert {row["createdBy"] for row in rows} == {first, second}
    assert len({row["id"] for row in rows}) == 101
    assert f"{second}: The server lists at most 100 keys" in said.err
    assert first not in said.err


@pytest.mark.parametrize(
    ("arguments", "in_order"),
    [
        ((), lambda key: (-(key.last_login.timestamp() if key.last_login else 0), key.name)),
        (("--sort", "name"), lambda key: key.name),
        (("--sort", "client-id", "--limit", "3"), lambda key: key.client_id),
        (
            ("--sort", "last-used", "--reverse", "--limit", "2"),
            lambda key: key.last_login.timestamp() if key.last_login else 0,
        ),
        (("--sort", "created", "--limit", "99"), lambda key: -key.created_at.timestamp()),
    ],
)
async def test_keys_are_sorted_as_asked_and_a_limit_says_what_it_leaves_out(
    arguments: tuple[str, ...],
    in_order: Callable[[DemoRecord], Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = demo()

    assert await list_keys(context_on(made, "list", *arguments, "--format", "json")) == 0

    said = capsys.readouterr()
    # To sign in with one of them has used it.
    keys = sorted(made.store.my_keys(), key=in_order)
    limit = int(arguments[-1]) if "--limit" in arguments else len(keys)
    listed = json.loads(said.out)
    assert [key["id"] for key in listed["accessKeys"]] == [key.id for key in keys[:limit]]
    left_out = f"the first {limit} of {len(keys)}" if limit < len(keys) else ""
    assert listed["shown"] == ", ".join(filter(None, (f"{min(limit, len(keys))} keys", left_out)))
    assert (left_out in said.err) if left_out else said.err == ""


async def test_a_server_term_is_asked_of_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    made = demo()
    plane = Faulty(made)
    owner = next(key.owner for key in made.store.all_keys() if key.owner != made.username)
    arguments = ("list", "--all", "--filter", f"server:owner={owner}", "--format", "csv")

    assert await list_keys(context_on(made, *arguments, transport=plane)) == 0

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["id"] for row in rows} == {key.id for key in made.store.keys_of(owner)}
    assert plane.asked == [f"createdBy={owner.replace('@', '%40')}"]


@pytest.mark.parametrize(
    "arguments", [("server:owner=a",), ("server:owner=a", "--owner", "b", "--all")]
)
async def test_a_server_term_is_refused_where_it_means_nothing(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError, match="server:"):
        await list_keys(context_on(demo(), "list", "--filter", *arguments))


@pytest.mark.parametrize("form", ["table", "json", "csv"])
async def test_no_name_of_a_key_obeys_a_terminal_or_breaks_a_line(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = demo()
    for text in HOSTILE:
        made.store.add_key(text, text)

    assert await list_keys(context_on(made, "list", "--all", "--format", form)) == 0

    said = capsys.readouterr()
    assert all(character.isprintable() or character == "\n" for character in said.out + said.err)


@pytest.mark.parametrize(("extra", "warns"), [(-1, False), (0, True), (1, True)])
async def test_a_list_at_the_servers_limit_says_that_there_may_be_more(
    extra: int, warns: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    made = demo()
    missing = 100 + extra - len(made.store.all_keys())
    for number in range(missing):
        made.store.add_key(f"more-{number}", "zoe@acme.example")

    assert await list_keys(context_on(made, "list", "--all")) == 0

    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1 + min(100, 100 + extra)
    assert ("there may be more" in said.err) is warns


@pytest.mark.parametrize(("host", "where"), [("", ""), ("web-1", " on web-1")])
async def test_a_key_whose_secret_reached_nobody_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    where: str,
) -> None:
    with monkeypatch.context() as elsewhere:
        if host:
            elsewhere.setattr("socket.gethostname", lambda: host)
        leave_notes(tmp_path)

    assert await list_keys(context_on(demo(), "list", pending=UndeliveredNotes(tmp_path))) == 0

    said = capsys.readouterr().err
    nobody = "the secret of ci-runner may have reached nobody"
    assert f"{nobody}: an earlier run{where} ended before it was delivered." in said
    assert said.count("reached nobody") == 1


def leave_notes(folder: Path) -> None:
    """Leave notes of a secret that was delivered, of one that was not, and of a strange one."""
    earlier = UndeliveredNotes(folder)
    earlier.close(earlier.open(DEMO_BASE_URL, "grafana-dashboards"))
    for name in ("ci-runner", "never-made"):
        earlier.open(DEMO_BASE_URL, name)
    end(earlier)


# As a script sees it


def test_nothing_found_is_no_failure(tmp_path: Path) -> None:
    ended = run("list", "--demo", "--filter", "no-such-key", "--format", "csv", home=tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == '"id","name","clientId","createdBy","createdAt","lastLogin","use"\n'


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("list", "--demo", "--filter", "used:daily"), "--filter: used: expects never"),
        (("list",), "there is no RUNAI_BASE_URL"),
        (
            ("list", "--base-url", "https://acme.example"),
            "there is no way to sign in: set RUNAI_CLIENT_ID",
        ),
        (("--demo", "list", "--base-url", "https://acme.example"), "--demo brings its own"),
        (("list", "--profile", "none"), "--profile: there is no profile"),
        (("report", "--demo", "--fail-on", "all"), "usage: runai-keys report"),
        (("list", "--demo", "--sort", "age"), "usage: runai-keys list"),
        (("list", "--demo", "--limit", "0"), "usage: runai-keys list"),
        (("list", "--demo", "--owner", ""), "--owner: give the e-mail address of an owner."),
        (("show", "--demo", "--all", ""), "an ID is empty, so nothing was changed: give an id"),
        (
            ("create", "x", "--demo", "--secret-file", "-"),
            "x can't be the name of an access key: at least 2 characters.\n",
        ),
        (
            ("list", "--demo", "--owners", "more.txt"),
            "--owners only adds owners to --complete: add --complete.\n",
        ),
    ],
)
def test_wrong_usage_is_status_2_and_one_sentence(
    arguments: tuple[str, ...], says: str, run_here: RunHere
) -> None:
    ended = run_here(*arguments)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.removeprefix("runai-keys: ").startswith(says)


def test_a_user_who_asks_for_everybodys_keys_is_told_why_not(tmp_path: Path) -> None:
    ended = run("list", "--all", "--demo", "--demo-role", "user", home=tmp_path)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("runai-keys: demo.example refused to list all access keys (403")
    assert ended.stderr.count("\n") == 1


def test_a_host_that_does_not_answer_is_status_3(tmp_path: Path) -> None:
    address = "http://127.0.0.1:1/login"
    ended = run("list", home=tmp_path, RUNAI_BASE_URL=address, RUNAI_TOKEN="x")

    assert (ended.returncode, ended.stdout) == (3, "")
    note, refusal = ended.stderr.splitlines()
    assert note.startswith("runai-keys: RUNAI_BASE_URL: The address is read as http://127.0.0.1:1:")
    assert refusal.startswith("runai-keys: 127.0.0.1:1 refused the connection")


def test_names_of_other_tools_are_told_if_ours_are_missing(run_here: RunHere) -> None:
    ended = run_here("list", RUNAI_URL="https://acme.example")

    assert ended.returncode == 2
    assert ended.stderr.endswith("set RUNAI_BASE_URL instead of RUNAI_URL.\n")


def test_a_sign_in_that_is_refused_is_status_4_and_no_secret_is_said(tmp_path: Path) -> None:
    with ServedDemo() as server:
        wrong = server.settings | {"RUNAI_CLIENT_SECRET": "CANARY-secret"}
        log = tmp_path / "log"
        ended = run("list", "--log-file", str(log), home=tmp_path, **wrong)

    assert (ended.returncode, ended.stdout) == (4, "")
    assert ended.stderr.startswith(f"runai-keys: {server.host} refused to accept this client ID")
    assert ended.stderr.count("\n") == 1
    assert log.read_text().splitlines()[-1].endswith("ended with status 4")
    assert "CANARY" not in ended.stderr + log.read_text()


def test_a_profile_and_its_token_command_are_used_without_a_screen(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "runai-keys"
    folder.mkdir(parents=True)
    with ServedDemo() as server:
        token, address = server.token(), server.settings["RUNAI_BASE_URL"]
        (folder / "config.toml").write_text(
            f'[profiles.lab]\nbase_url = "{address}"\ntoken_command = ["echo", "{token}"]\n'
            "readonly = true\n"
        )

        listed = run("--profile", "lab", "list", home=tmp_path)
        refused = run("delete", "x", "--yes", "--profile", "lab", home=tmp_path)

    assert (listed.returncode, listed.stderr) == (0, "")
    assert "ci-runner" in listed.stdout
    assert refused.returncode == 2
    assert "line 4: delete is refused in a read-only session: remove that setting" in refused.stderr


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        ended = subprocess.run(
            [*PROGRAM, "list", "--demo"],
            env=clean_environment(tmp_path),
            cwd=ROOT,
            stdout=pipe,
            stderr=subprocess.PIPE,
            timeout=TIMEOUT,
            check=False,
        )

    assert (ended.returncode, ended.stderr) == (128 + signal.SIGPIPE, b"")


@pytest.mark.parametrize(("redirection", "status"), [(">/dev/full", 1), (">&-", 2)])
def test_an_output_that_takes_nothing_is_said(
    redirection: str, status: int, tmp_path: Path
) -> None:
    ended = shell(f"runai-keys list --demo {redirection}", home=tmp_path)

    assert ended.returncode == status
    assert ended.stderr.startswith("runai-keys: standard output ")
    assert ended.stderr.count("\n") == 1


def test_a_locale_without_the_characters_still_gets_its_table(tmp_path: Path) -> None:
    ended = run("list", "--all", "--demo", home=tmp_path, PYTHONIOENCODING="ascii")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "?" in ended.stdout
