"""`create` and `regenerate`: a new secret reaches its place, or somebody is told."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.faulty import Fault, Faulty
from tests.app.support import NOW
from tests.app.test_lost_answers import CREATE, LIST, LOST, REGENERATE, UNCLEAR
from tests.cli.commands.plane import SilentPlane, ending
from tests.cli.commands.support import PROGRAM, carry_out, context_on, end, run
from tests.delivery.files import mode
from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import ROOT, TIMEOUT, clean_environment
from tui.cli.commands.context import Context
from tui.cli.commands.create import create
from tui.config.settings import SettingsError
from tui.delivery import private_file as files
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.record import DemoRecord
from tui.demo.server import DEMO_BASE_URL, Demo
from tui.workflows import issue_secret as issuing

Output = pytest.CaptureFixture[str]


@pytest.fixture
def demo() -> Demo:
    return Demo(now=lambda: NOW)


@pytest.fixture
def plane(demo: Demo) -> Faulty:
    return Faulty(demo)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServedDemo]:
    with ServedDemo() as server:
        yield server


def named(demo: Demo, name: str) -> DemoRecord:
    return next(key for key in demo.store.my_keys() if key.name == name)


def left(ended: UndeliveredNotes, folder: Path) -> list[str]:
    """Name the keys that the next start would name, once a program has ended."""
    end(ended)
    return [note.name for note in UndeliveredNotes(folder).left(DEMO_BASE_URL)]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def pending(notes: Path) -> UndeliveredNotes:
    return UndeliveredNotes(notes)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secret"


@pytest.fixture
def creating(demo: Demo, plane: Faulty, pending: UndeliveredNotes, file: Path) -> Context:
    """Prepare the creation of a key."""
    arguments = ("create", "new-key", "--secret-file", str(file))
    return context_on(demo, *arguments, transport=plane, pending=pending)


async def sent(creating: Context, plane: Faulty) -> asyncio.Future[int]:
    """Create the key, and wait until its response is held back."""
    future = asyncio.ensure_future(create(creating))
    async with asyncio.timeout(TIMEOUT):
        while not plane.held:  # noqa: ASYNC110  (it has no event)
            await asyncio.sleep(0)
    return future


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


@pytest.mark.parametrize("by", ["id", "client_id"])
def test_a_secret_is_replaced_by_id_or_client_id(
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
        demo, "regenerate", "ci-runner", "--secret-file", str(file), transport=plane
    )

    assert carry_out(context) == 1
    assert capsys.readouterr().err.startswith("runai-keys: ci-runner is the id or client ID of no")
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


@pytest.mark.parametrize("answer", LOST)
def test_a_key_whose_answer_is_lost_is_looked_for_and_never_made_again(
    answer: Fault,
    creating: Context,
    demo: Demo,
    plane: Faulty,
    capsys: Output,
    pending: UndeliveredNotes,
    notes: Path,
) -> None:
    plane.lose(*CREATE, answer)

    assert carry_out(creating) == 1

    said = capsys.readouterr()
    again = f"runai-keys regenerate {named(demo, 'new-key').client_id} --secret-file PATH"
    assert f"It was created, but its secret is lost. To replace it: {again}" in said.err
    assert said.err.count("\n") == 1
    assert plane.sent["POST"] == 1
    assert "s3cr" not in said.err
    assert left(pending, notes) == ["new-key"]


@pytest.mark.parametrize("answer", UNCLEAR)
def test_a_key_that_was_not_made_can_be_asked_for_again(
    answer: Fault, creating: Context, plane: Faulty, capsys: Output, notes: Path
) -> None:
    plane.answer(*CREATE, answer)

    assert carry_out(creating) == 3

    assert "It is not listed: it was not created, as of now." in capsys.readouterr().err
    assert plane.sent["POST"] == 1
    assert list(notes.iterdir()) == []


async def test_when_the_list_is_lost_too_nothing_is_claimed(
    creating: Context, plane: Faulty, capsys: Output
) -> None:
    answered = plane.hold(*CREATE)
    status = await sent(creating, plane)
    plane.lose(*CREATE)
    plane.answer(*LIST, UNCLEAR[0])
    answered.set()

    assert await status == 1
    assert "whether new-key was created is not known" in capsys.readouterr().err


@pytest.mark.parametrize("answer", LOST)
def test_a_lost_new_secret_is_said_and_told_at_the_next_start(
    answer: Fault,
    demo: Demo,
    plane: Faulty,
    file: Path,
    capsys: Output,
    pending: UndeliveredNotes,
    notes: Path,
) -> None:
    plane.lose(*REGENERATE, answer)
    client_id = named(demo, "ci-runner").client_id
    arguments = ("regenerate", client_id, "--secret-file", str(file))
    context = context_on(demo, *arguments, transport=plane, pending=pending)

    assert carry_out(context) == 1

    assert "ci-runner: its old secret may be dead, and a new one lost" in capsys.readouterr().err
    assert plane.sent["POST"] == 1
    end(pending)
    assert carry_out(context_on(demo, "list", pending=UndeliveredNotes(notes))) == 0
    assert "the secret of ci-runner may have reached nobody" in capsys.readouterr().err
    assert carry_out(context_on(demo, *arguments, pending=UndeliveredNotes(notes))) == 0
    assert left(pending, notes) == []


async def test_a_secret_that_can_not_be_saved_any_more_is_told(
    creating: Context,
    demo: Demo,
    plane: Faulty,
    file: Path,
    capsys: Output,
    pending: UndeliveredNotes,
    notes: Path,
) -> None:
    answered = plane.hold(*CREATE)
    status = await sent(creating, plane)
    file.write_text("somebody was quicker")  # noqa: ASYNC240
    answered.set()

    assert await status == 1

    said, made = capsys.readouterr(), named(demo, "new-key")
    assert f"new-key was created, but nobody has its secret: {file} exists already" in said.err
    assert f"runai-keys regenerate {made.client_id} --secret-file PATH" in said.err
    assert made.client_secret not in said.out + said.err
    assert file.read_text() == "somebody was quicker"  # noqa: ASYNC240
    assert left(pending, notes) == ["new-key"]


@pytest.mark.parametrize("output", ["closed pipe", "/dev/full"])
def test_a_secret_that_standard_output_does_not_take_is_told(
    output: str, server: ServedDemo, tmp_path: Path
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") if output == "closed pipe" else Path(output).open("wb") as stream:
        ended = subprocess.run(
            [*PROGRAM, "create", "new-key", "--secret-file", "-"],
            env=clean_environment(tmp_path) | server.settings,
            cwd=ROOT,
            stdout=stream,
            stderr=subprocess.PIPE,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )

    assert ended.returncode == 1
    assert "new-key was created, but nobody has its secret: " in ended.stderr
    assert ended.stderr.count("\n") == 1
    listed = run("list", home=tmp_path, **server.settings)
    assert "the secret of new-key may have reached nobody" in listed.stderr
    again = run("create", "new-key", "--secret-file", "x", home=tmp_path, **server.settings)
    assert "the secret of new-key may have reached nobody" in again.stderr


# Signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_while_the_answer_is_awaited_says_what_that_means(
    number: signal.Signals, tmp_path: Path
) -> None:
    arguments = ("create", "new-key", "--secret-file", "-")
    async with SilentPlane().served() as plane, plane.started(*arguments, home=tmp_path) as process:
        await plane.wait_asked()
        process.send_signal(number)

        status, out, err = await ending(process)

        assert (status, out) == (128 + number, "")
        assert err.startswith("runai-keys: the response was not waited for: new-key may have been")
        assert err.count("\n") == 1
        assert plane.changes == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
async def test_the_next_start_names_the_key_of_a_program_that_was_ended(
    number: signal.Signals, tmp_path: Path
) -> None:
    arguments = ("regenerate", "old-key", "--secret-file", str(tmp_path / "secret"))
    async with SilentPlane("old-key").served() as plane:
        async with plane.started(*arguments, home=tmp_path) as process:
            await plane.wait_asked()
            process.send_signal(number)
            await ending(process)

        async with plane.started("list", home=tmp_path) as process:
            status, _, err = await ending(process)

        assert status == 0
        assert "the secret of old-key may have reached nobody" in err


async def test_no_signal_cuts_short_the_delivery_of_a_secret(
    creating: Context, demo: Demo, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def save_slowly(path: Path, text: str, *, replace_it: bool = False) -> None:
        begun.set()
        await go_on.wait()
        await files.save(path, text, replace_it=replace_it)

    monkeypatch.setattr(issuing, "save", save_slowly)
    status = asyncio.ensure_future(create(creating))
    async with asyncio.timeout(TIMEOUT):
        await begun.wait()
    for _ in range(2):
        status.cancel()
        await asyncio.sleep(0)
    go_on.set()

    assert await status == 0
    assert file.read_text() == named(demo, "new-key").client_secret  # noqa: ASYNC240
