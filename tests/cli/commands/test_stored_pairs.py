"""`check` and `token`: what a stored pair is still good for, and no secret in any output."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.commands.support import named, run
from tests.cli.conftest import RunHere
from tests.leaks import awkward_canary, files_with, found_in
from tests.pty.served_demo import ServedDemo
from tui.demo.record import DemoRecord
from tui.demo.server import DEMO_BASE_URL, Demo

_BAD_GATEWAY = "http://127.0.0.1:1"


def env_file(path: Path, key: DemoRecord, base_url: str, secret: str = "") -> Path:
    """Write a pair as this program does."""
    path.write_text(
        f"RUNAI_CLIENT_ID={key.client_id}\nRUNAI_CLIENT_SECRET={secret or key.client_secret}\n"
        f"RUNAI_BASE_URL={base_url}\n"
    )
    path.chmod(0o600)
    return path


@pytest.fixture
def pair(server: ServedDemo, tmp_path: Path) -> Path:
    """Store the pair of a key that is not the one to sign in with."""
    key = named(server.demo, "tmp-migration")
    return env_file(tmp_path / "pair.env", key, server.settings["RUNAI_BASE_URL"])


def without_credentials(server: ServedDemo) -> dict[str, str]:
    return {"RUNAI_BASE_URL": server.settings["RUNAI_BASE_URL"]}


def test_each_file_gets_a_line_and_the_worst_result_is_the_status(
    server: ServedDemo, pair: Path, tmp_path: Path, run_here: RunHere
) -> None:
    key, base_url = named(server.demo, "tmp-migration"), server.settings["RUNAI_BASE_URL"]
    canary = awkward_canary()
    old = env_file(tmp_path / "old.env", key, base_url, f"'{canary}'")
    away = env_file(tmp_path / "away.env", key, _BAD_GATEWAY)
    broken = tmp_path / "broken.json"
    # Others may read it, which is no matter without a secret in it.
    broken.write_text(f'{{"clientSecret": "{canary}"')
    works = f"{pair}: works: tmp-migration of ana@acme.example, used just now, by this check.\n"

    ended = run_here("check", str(pair))
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, works, "")
    ended = run_here("check", str(pair), str(away), str(broken), str(tmp_path / "none.env"))
    lines = ended.stdout.splitlines(keepends=True)
    assert (ended.returncode, ended.stderr, lines[0]) == (3, "", works)
    assert lines[1].startswith(f"{away}: could not ask: 127.0.0.1:1 refused the connection")
    assert lines[2] == f"{broken}: could not ask: {broken} is no valid JSON.\n"
    assert lines[3].endswith(f"could not ask: {tmp_path / 'none.env'} does not exist.\n")
    ended = run_here("check", str(old), str(away), str(pair), str(old))
    first, *others = ended.stdout.splitlines(keepends=True)
    assert first.startswith(f"{old}: refused: {server.host} refused to accept this client ID and")
    assert (ended.returncode, len(others), others[-1]) == (4, 2, works)
    assert not found_in(canary, (ended.stdout + ended.stderr).encode())


def test_programs_get_the_results_as_json(
    server: ServedDemo, tmp_path: Path, run_here: RunHere
) -> None:
    used = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
    key = server.demo.store.add_key("old-job", "zoe@acme.example", last_login=used)
    base_url, canary = server.settings["RUNAI_BASE_URL"], awkward_canary()
    files = [
        env_file(tmp_path / "works.env", key, base_url),
        env_file(tmp_path / "old.env", key, base_url, f"'{canary}'"),
        env_file(tmp_path / "away.env", key, _BAD_GATEWAY),
        tmp_path / "none.env",
    ]

    ended = run_here("check", *map(str, files), "--format", "json", **server.settings)

    found = json.loads(ended.stdout)["files"]
    known = {"baseUrl": base_url, "clientId": key.client_id, "name": "old-job"}
    works = {"result": "works", "status": 0, "signedInAs": "zoe@acme.example"}
    works |= {"message": "old-job of zoe@acme.example, last used 3 d ago."}
    assert found[0] == known | works | {
        "file": str(files[0]),
        "lastLogin": used.isoformat().replace("+00:00", "Z"),
    }
    assert found[1].items() >= (known | {"result": "refused", "status": 4}).items()
    assert [each["result"] for each in found[2:]] == ["could not ask"] * 2
    assert (found[2]["baseUrl"], found[3]["baseUrl"]) == (_BAD_GATEWAY, None)
    assert (ended.returncode, ended.stderr) == (4, "")
    assert not any(found_in(text, ended.stdout.encode()) for text in (canary, key.client_secret))


def test_with_credentials_of_ones_own_it_says_when_the_key_was_used_before(
    server: ServedDemo, pair: Path, tmp_path: Path, run_here: RunHere
) -> None:
    key = named(server.demo, "tmp-migration")
    old = env_file(tmp_path / "old.env", key, server.settings["RUNAI_BASE_URL"], "another")

    ended = run_here("check", str(old), str(pair), **server.settings)

    refused, works = ended.stdout.splitlines()
    assert refused.endswith("tmp-migration has a newer secret.")
    assert works == f"{pair}: works: tmp-migration of ana@acme.example, never used before."
    assert ended.returncode == 4


def test_an_administrator_is_told_when_another_persons_key_was_used_before(
    server: ServedDemo, tmp_path: Path, run_here: RunHere
) -> None:
    used = datetime.now(UTC) - timedelta(days=3, hours=1)
    key = server.demo.store.add_key("old-job", "zoe@acme.example", last_login=used)
    base_url = server.settings["RUNAI_BASE_URL"]
    old = env_file(tmp_path / "old.env", key, base_url, "another")
    works = env_file(tmp_path / "works.env", key, base_url)

    ended = run_here("check", str(old), str(works), **server.settings)

    refused, last = ended.stdout.splitlines()
    assert refused.endswith("old-job has a newer secret.")
    assert re.fullmatch(rf"{works}: works: old-job of \S+, last used 3 d ago\.", last)


@pytest.mark.parametrize("status", [403, 500])
def test_a_pair_whose_keys_can_not_be_listed_works_all_the_same(
    status: int, server: ServedDemo, pair: Path, run_here: RunHere
) -> None:
    server.refuse_lists = status

    ended = run_here("check", str(pair))

    client_id = named(server.demo, "tmp-migration").client_id
    assert ended.returncode == 0
    assert f"works: client ID {client_id} of ana@acme.example, used just now" in ended.stdout


def test_the_demos_own_pair_works_in_the_demo(tmp_path: Path, run_here: RunHere) -> None:
    demo = Demo()
    own = demo.store.find_client(demo.client_id)
    assert own is not None
    file = env_file(tmp_path / "demo.env", own, DEMO_BASE_URL)

    ended = run_here("--demo", "check", str(file))

    assert (ended.returncode, f"works: {own.name} of {own.owner}, " in ended.stdout) == (0, True)


def test_a_bare_secret_and_one_on_standard_input_take_address_and_client_id_from_flags(
    server: ServedDemo, pair: Path, tmp_path: Path
) -> None:
    key = named(server.demo, "tmp-migration")
    bare = tmp_path / "bare"
    bare.write_text(key.client_secret)
    bare.chmod(0o640)
    here = without_credentials(server)

    ended = run("check", str(bare), "--client-id", key.client_id, home=tmp_path, **here)
    lacking = run("check", str(bare), "-", home=tmp_path, **here)

    assert (ended.returncode, ": works: tmp-migration of" in ended.stdout) == (0, True)
    assert ended.stderr == (
        f"runai-keys: {bare} holds a secret and others may read it: run chmod 600 {bare}.\n"
    )
    assert lacking.returncode == 3
    assert "has a secret without its client ID: add --client-id ID." in lacking.stdout
    assert "-: could not ask: standard input holds neither RUNAI_CLIENT_SECRET" in lacking.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "pair.env", "--base-url", "https://acme.example"), "and not for https://acme."),
        (("check", "pair.env", "--demo"), "and not for https://demo.example: leave out --demo."),
        (("check", "pair.env", "--client-id", "5e7b"), "is for another client ID"),
        (("check", "pipe"), "pipe is a pipe: send it to standard input, and give -."),
        (("check", "nowhere.json"), "names no control plane: add --base-url URL."),
        (("check", "plain.json"), "names a control plane that can't be used. Use https://"),
        (("check", "plain.json", "folder"), "folder is not a regular file"),
    ],
)
def test_a_secret_is_sent_to_no_other_control_plane_than_its_own(
    arguments: tuple[str, ...],
    says: str,
    server: ServedDemo,
    pair: Path,
    tmp_path: Path,
    run_here: RunHere,
) -> None:
    stored = {"clientId": "a", "clientSecret": awkward_canary()}
    (tmp_path / "nowhere.json").write_text(json.dumps(stored))
    (tmp_path / "plain.json").write_text(json.dumps(stored | {"baseUrl": "http://acme.example"}))
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    made = [str(tmp_path / word) if (tmp_path / word).exists() else word for word in arguments]

    ended = run_here(*made)

    assert (ended.returncode, says in ended.stdout) == (3, True), ended.stdout
    assert server.demo.requests == []
    assert not found_in(stored["clientSecret"], (ended.stdout + ended.stderr).encode())


# token


def test_a_token_is_all_that_is_printed_for_credentials_of_every_kind(
    server: ServedDemo, pair: Path, tmp_path: Path, run_here: RunHere
) -> None:
    ready = server.token()
    folder = tmp_path / ".config" / "runai-keys"
    folder.mkdir(parents=True)
    address = f'base_url = "{server.settings["RUNAI_BASE_URL"]}"\n'
    (tmp_path / "secret").write_text(server.secret)
    (tmp_path / "secret").chmod(0o600)
    (folder / "config.toml").write_text(
        f'[profiles.command]\n{address}token_command = ["echo", "{ready}"]\n'
        f'[profiles.file]\n{address}client_id = "{server.settings["RUNAI_CLIENT_ID"]}"\n'
        f'client_secret_file = "{tmp_path / "secret"}"\n'
        f'[profiles.asked]\n{address}client_id = "{server.settings["RUNAI_CLIENT_ID"]}"\n'
        f'secret_command = ["cat", "{tmp_path / "secret"}"]\n'
    )
    ways = {
        "environment": run_here("token", **server.settings),
        "ready": run_here("token", **without_credentials(server), RUNAI_TOKEN=ready),
        "command": run_here("token", "--profile", "command"),
        "file": run_here("token", "--profile", "file"),
        "asked": run_here("token", "--profile", "asked"),
        "stored": run_here("token", "--from", str(pair)),
        "demo": run_here("token", "--demo"),
    }

    assert {name: (ended.returncode, ended.stderr) for name, ended in ways.items()} == (
        dict.fromkeys(ways, (0, ""))
    )
    assert {ways[name].stdout for name in ("ready", "command")} == {f"{ready}\n"}
    for name in ("environment", "file", "asked", "stored"):
        assert server.opens(ways[name].stdout.removesuffix("\n"))
    header = run_here("token", "--header", "--profile", "command").stdout
    assert header == f"Authorization: Bearer {ready}\n"


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("--from", "old.env"), 4, "refused to accept this client ID and secret"),
        (("--from", "none.env"), 2, "none.env does not exist."),
        (("--client-id", "5e7b"), 2, "--client-id is for the secret in a file: add --from FILE."),
        ((), 2, "there is no way to sign in"),
    ],
)
def test_where_there_is_no_token_nothing_is_printed(
    arguments: tuple[str, ...],
    status: int,
    says: str,
    server: ServedDemo,
    tmp_path: Path,
    run_here: RunHere,
) -> None:
    base_url = server.settings["RUNAI_BASE_URL"]
    canary = awkward_canary()
    key = named(server.demo, "tmp-migration")
    env_file(tmp_path / "old.env", key, base_url, f"'{canary}'")
    made = [word if word.startswith("-") else str(tmp_path / word) for word in arguments]
    settings = server.settings if "--client-id" in made else without_credentials(server)

    ended = run_here("token", *made, **settings)

    assert (ended.returncode, ended.stdout) == (status, "")
    assert says in ended.stderr
    assert not found_in(canary, ended.stderr.encode())


def test_a_terminal_and_an_expired_token_are_warned_of_beside_the_token(
    server: ServedDemo, run_here: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A JWT that says so of the year 2001.
    expired = "e30.eyJleHAiOjEwMDAwMDAwMDB9.e30"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    ended = run_here("token", **without_credentials(server), RUNAI_TOKEN=expired)

    assert (ended.returncode, ended.stdout) == (0, f"{expired}\n")
    late, shown = ended.stderr.splitlines()
    assert late.startswith("runai-keys: the token has expired, by the clock of this machine.")
    assert shown.startswith("runai-keys: the token is about to be shown on this terminal")


def test_neither_command_leaves_a_secret_in_a_log_or_a_file(
    server: ServedDemo, pair: Path, tmp_path: Path
) -> None:
    log = ("--log-file", str(tmp_path / "log"))
    secrets = [named(server.demo, "tmp-migration").client_secret, server.secret]

    run("check", str(pair), *log, home=tmp_path, **server.settings)
    for_pair = run("token", "--from", str(pair), *log, home=tmp_path).stdout
    own = run("token", "--header", *log, home=tmp_path, **server.settings).stdout.split()[-1]

    assert "POST /api/v2/token: 200" in (tmp_path / "log").read_text()
    for secret in (*secrets, for_pair.strip(), own):
        assert set(files_with(secret, tmp_path)) <= {pair}
