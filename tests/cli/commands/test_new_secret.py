"""`create` and `regenerate`: a new secret reaches its place, or somebody is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.faulty import Faulty
from tests.cli.commands.support import carry_out, context_on, left, named, run
from tests.delivery.files import mode
from tests.pty.served_demo import ServedDemo
from tui.config.settings import SettingsError
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.server import Demo

Output = pytest.CaptureFixture[str]


# Success


@pytest.mark.parametrize("suffix", [".env", ".json", ".secret"])
def test_a_new_secret_goes_to_a_private_file_and_the_client_id_to_standard_output(
    suffix: str, demo: Demo, tmp_path: Path, capsys: Output
) -> None:
    file = tmp_path / f"new-key{suffix}"

    assert carry_out(context_on(demo, "create", "new-key", "--secret-file", str(file))) == 0

    made, said = named(demo, "new-key"), capsys.readouterr()
    assert said.out == f"{made.client_id}\n"
    assert str(file) in said.err
    assert made.client_secret not in said.out + said.err
    assert mode(file) == 0o600
    text = file.read_text()
    if suffix == ".json":
        assert json.loads(text)["clientSecret"] == made.client_secret
    elif suffix == ".env":
        assert f"RUNAI_CLIENT_SECRET={made.client_secret}\n" in text
    else:
        assert text == made.client_secret


@pytest.mark.parametrize("by", ["id", "client_id", "name"])
def test_a_secret_is_replaced_by_id_or_client_id_or_name(
    by: str, demo: Demo, tmp_path: Path, capsys: Output
) -> None:
    before = named(demo, "ci-runner")
    file = tmp_path / "ci-runner.json"

    context = context_on(demo, "regenerate", getattr(before, by), "--secret-file", str(file))

    assert carry_out(context) == 0
    now = named(demo, "ci-runner")
    assert json.loads(file.read_text())["clientSecret"] == now.client_secret
    assert now.client_secret != before.client_secret
    assert capsys.readouterr().out == f"{before.client_id}\n"


def test_asked_for_by_a_dash_the_bare_secret_is_printed_once_and_nothing_else(
    server: ServedDemo, tmp_path: Path
) -> None:
    ended = run("create", "new-key", "--secret-file", "-", home=tmp_path, **server.settings)

    assert ended.returncode == 0
    client_id = ended.stderr.rpartition("client ID is ")[2].rstrip(".\n")
    assert server.token(client_id, ended.stdout)
    assert ended.stdout not in ended.stderr


# Before anything is sent


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("taken.env", "exists already: choose another name. Or replace it with --replace."),
        ("link.env", "is a link"),
        ("folder", "is a folder"),
        ("taken.env/new", "part of its path is no folder"),
    ],
)
def test_a_place_that_can_not_take_the_secret_is_refused_before_anything_is_sent(
    path: str, says: str, demo: Demo, plane: Faulty, tmp_path: Path, capsys: Output
) -> None:
    (tmp_path / "taken.env").write_text("precious")
    (tmp_path / "link.env").symlink_to("taken.env")
    (tmp_path / "folder").mkdir()
    arguments = ("create", "new-key", "--secret-file", str(tmp_path / path))

    assert carry_out(context_on(demo, *arguments, transport=plane)) == 1

    assert says in capsys.readouterr().err
    assert not plane.sent
    assert (tmp_path / "taken.env").read_text() == "precious"


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "Capital", "--secret-file", "x"),
        ("create", "new-key\n", "--secret-file", "x"),
        ("create", "new-key", "--secret-file", ""),
        ("create", "new-key", "--secret-file", "~nobody-of-this-name/x"),
        ("create", "new-key", "--secret-file", "a\x1b[2J"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_sent(
    arguments: tuple[str, ...], demo: Demo, plane: Faulty
) -> None:
    with pytest.raises(SettingsError):
        carry_out(context_on(demo, *arguments, transport=plane))

    assert not plane.sent


def test_a_file_of_the_users_own_is_replaced_if_they_say_so(demo: Demo, file: Path) -> None:
    file.write_text("old")
    client_id = named(demo, "ci-runner").client_id

    context = context_on(demo, "regenerate", client_id, "--secret-file", str(file), "--replace")

    assert carry_out(context) == 0
    assert file.read_text() == named(demo, "ci-runner").client_secret


def test_the_key_that_one_signs_in_with_takes_a_word_more(
    demo: Demo, plane: Faulty, tmp_path: Path, capsys: Output
) -> None:
    file, before = tmp_path / "own.env", demo.store.find_client(demo.client_id)
    arguments = ("regenerate", demo.client_id, "--secret-file", str(file))

    with pytest.raises(SettingsError, match="add --own if you mean it"):
        carry_out(context_on(demo, *arguments, transport=plane))
    assert plane.sent == {"GET": 1}
    assert carry_out(context_on(demo, *arguments, "--own")) == 0

    now = demo.store.find_client(demo.client_id)
    assert now != before
    assert now is not None
    assert now.client_secret in file.read_text()
    assert "you signed in with the old secret" in capsys.readouterr().err


def test_a_key_that_is_not_listed_has_no_secret_replaced(
    demo: Demo, plane: Faulty, file: Path, capsys: Output
) -> None:
    context = context_on(
        demo, "regenerate", "ci-runne", "--secret-file", str(file), transport=plane
    )

    assert carry_out(context) == 1
    assert capsys.readouterr().err == (
        "runai-keys: ci-runne: no key of yours has this id, client ID or name. "
        "runai-keys list shows yours.\n"
    )
    assert plane.sent == {"GET": 1}
    assert not file.exists()


def test_a_name_that_is_taken_is_refused_by_one_request(
    demo: Demo,
    plane: Faulty,
    file: Path,
    capsys: Output,
    pending: UndeliveredNotes,
    notes: Path,
) -> None:
    arguments = ("create", "ci-runner", "--secret-file", str(file))
    context = context_on(demo, *arguments, transport=plane, pending=pending)

    assert carry_out(context) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert "exists already: choose another name." in said.err
    assert said.err.count("\n") == 1
    assert plane.sent["POST"] == 1
    assert not file.exists()
    assert left(pending, notes) == []
