"""`create` and `regenerate`: a secret that gets lost on its way is accounted for."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.app.actions.test_lost_responses import CREATE, LIST, LOST, REGENERATE, UNCLEAR
from tests.app.faulty import Fault, Faulty
from tests.cli.commands.plane import SilentPlane
from tests.cli.commands.support import PROGRAM, carry_out, context_on, end, left, named, run
from tests.delivery.files import mode
from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import ROOT, TIMEOUT, clean_environment
from tui.cli.commands.context import Context
from tui.cli.commands.create import create
from tui.delivery import private_file as files
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.server import Demo
from tui.workflows import issue_secret as issuing

Output = pytest.CaptureFixture[str]


async def sent(creating: Context, plane: Faulty) -> asyncio.Future[int]:
    """Create the key, and wait until its response is held back."""
    future = asyncio.ensure_future(create(creating))
    async with asyncio.timeout(TIMEOUT):
        while not plane.held:  # noqa: ASYNC110  (it has no event)
            await asyncio.sleep(0)
    return future


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

    assert "ci-runner: its old secret may be invalid, and a new one lost" in capsys.readouterr().err
    assert plane.sent["POST"] == 1
    end(pending)
    assert carry_out(context_on(demo, "list", pending=UndeliveredNotes(notes))) == 0
    assert "the secret of ci-runner may have reached nobody" in capsys.readouterr().err
    assert carry_out(context_on(demo, *arguments, pending=UndeliveredNotes(notes))) == 0
    assert left(pending, notes) == []


@pytest.mark.parametrize("suffix", ["", ".env"])
async def test_a_secret_that_its_file_does_not_take_any_more_is_in_a_private_one_that_is_named(
    suffix: str,
    demo: Demo,
    plane: Faulty,
    file: Path,
    capsys: Output,
    pending: UndeliveredNotes,
    notes: Path,
) -> None:
    file = file.with_suffix(suffix)
    arguments = ("create", "new-key", "--secret-file", str(file))
    answered = plane.hold(*CREATE)
    status = await sent(context_on(demo, *arguments, transport=plane, pending=pending), plane)
    file.write_text("somebody was quicker")
    answered.set()

    assert await status == 1

    said, made = capsys.readouterr(), named(demo, "new-key")
    (rescued,) = (notes / "rescued").iterdir()
    assert f"new-key was created. {file} exists already: choose another name. " in said.err
    assert f"Its secret is in {rescued} instead, which only you can read; its client" in said.err
    assert made.client_secret not in said.out + said.err
    assert file.read_text() == "somebody was quicker"
    secret = made.client_secret
    text = rescued.read_text()
    assert f"RUNAI_CLIENT_SECRET={secret}\n" in text if suffix else text == secret
    assert (mode(rescued), mode(rescued.parent)) == (0o600, 0o700)
    assert left(pending, notes) == []


async def test_a_secret_that_nothing_takes_any_more_is_told(
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
    (notes / "rescued").write_text("")
    answered.set()

    assert await status == 1

    said, made = capsys.readouterr(), named(demo, "new-key")
    assert f"new-key was created, but nobody has its secret: {file} exists already" in said.err
    assert f"runai-keys regenerate {made.client_id} --secret-file PATH" in said.err
    assert made.client_secret not in said.out + said.err
    assert left(pending, notes) == ["new-key"]


@pytest.mark.parametrize(
    ("output", "variables"),
    [
        ("closed pipe", {}),
        ("/dev/full", {}),
        ("/dev/full", {"PYTHONUNBUFFERED": "1"}),
    ],
)
def test_a_secret_that_standard_output_does_not_take_is_told(
    output: str, variables: dict[str, str], server: ServedDemo, tmp_path: Path
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") if output == "closed pipe" else Path(output).open("wb") as stream:
        ended = subprocess.run(
            [*PROGRAM, "create", "new-key", "--secret-file", "-"],
            env=clean_environment(tmp_path) | server.settings | variables,
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


@pytest.mark.parametrize(
    ("number", "outlived"),
    [(signal.SIGINT, []), (signal.SIGHUP, []), (signal.SIGTERM, [signal.SIGHUP])],
    ids=["ctrl+c", "a hang-up", "below nohup, which the hang-up did not end"],
)
async def test_a_signal_while_the_answer_is_awaited_says_what_that_means(
    number: signal.Signals, outlived: list[signal.Signals], tmp_path: Path
) -> None:
    arguments = ("create", "new-key", "--secret-file", "-")
    async with (
        SilentPlane().served() as plane,
        plane.started(*arguments, home=tmp_path, outliving=outlived) as process,
    ):
        await plane.wait_asked()
        for each in (*outlived, number):
            process.send_signal(each)

        status, out, err = await process.ended()

        assert (status, out) == (128 + number, "")
        assert err.startswith(
            "runai-keys: interrupted before the response came: new-key may have been"
        )
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
            await process.ended()

        async with plane.started("list", home=tmp_path) as process:
            status, _, err = await process.ended()

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
