"""A secret is delivered, or its loss is known."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import shlex
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pydantic import SecretStr
from textual.pilot import Pilot

from tests.app.faulty import Faulty
from tests.app.support import (
    NOW,
    burst,
    dialog,
    press,
    running,
    service_of,
    settle,
    text,
    toasts,
    until,
    write,
)
from tui.app.app import AccessKeysApp
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.widgets.field import Field
from tui.app.widgets.masked_secret import MaskedSecret
from tui.app.widgets.notice import Notice
from tui.config.settings import Settings
from tui.delivery.curl_command import curl_command
from tui.delivery.outcome import Outcome, failed, sent, verified
from tui.delivery.private_file import SaveError, save_new
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.server import Demo
from tui.session.session import Session
from tui.workflows.issue_secret import Credentials, IssuedSecret

pytestmark = pytest.mark.usefixtures("armed")


def outcome_of_copying(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> None:
    async def copy(self: object, text: str, *, secret: bool = False) -> Outcome:
        return outcome

    monkeypatch.setattr("tui.delivery.clipboard.Clipboard.copy", copy)


async def test_a_clipboard_that_is_slow_is_said_to_be_copied_to(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = asyncio.Event()

    async def copy(self: object, text: str, *, secret: bool = False) -> Outcome:
        await answers.wait()
        return verified("Copied.")

    monkeypatch.setattr("tui.delivery.clipboard.Clipboard.copy", copy)
    monkeypatch.setattr("tui.app.dialogs.secret.copying._SLOW", 0.01)
    async with running(demo) as pilot:
        await create(pilot)
        await pilot.press("c")
        await until(pilot, lambda: "Copying…" in dialog(pilot))
        answers.set()
        await settle(pilot)
        assert "Copied." in dialog(pilot)


def secret_of(demo: Demo, name: str = "new-key") -> str:
    return next(key.client_secret for key in demo.store.my_keys() if key.name == name)


async def create(pilot: Pilot[None], name: str = "new-key") -> None:
    await press(pilot, "n")
    await write(pilot, name)
    await press(pilot, "enter")
    assert "Client secret" in dialog(pilot)


async def test_leaving_with_an_undelivered_secret_asks_first(demo: Demo) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        for key in ("escape", "q", "ctrl+c", "ctrl+q"):
            await press(pilot, key)
            assert "neither copied nor saved" in dialog(pilot), key
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, SecretPanel), key
            assert pilot.app.is_running, key


async def test_asking_twice_to_leave_asks_one_question(demo: Demo) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        for keys in (("ctrl+q", "ctrl+q"), ("q", "ctrl+q"), ("s", "ctrl+q", "escape", "q")):
            await press(pilot, *keys)
            above = [type(screen).__name__ for screen in pilot.app.screen_stack[1:]]
            assert above == ["SecretPanel", "YesNo"], keys
            assert "was neither copied nor saved" in dialog(pilot), keys
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, SecretPanel), keys


def _secrets() -> list[SecretStr]:
    gc.collect()
    return [thing for thing in gc.get_objects() if type(thing) is SecretStr]


async def test_nothing_holds_the_secret_once_the_panel_is_closed_whatever_went_on_in_it(
    demo: Demo, plane: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying, never = asyncio.Event(), asyncio.Event()

    async def copy(self: object, text: str, *, secret: bool = False) -> Outcome:
        copying.set()
        await never.wait()
        raise AssertionError

    monkeypatch.setattr("tui.delivery.clipboard.Clipboard.copy", copy)
    # Every demo makes the same secrets, and a thread of an earlier test may still end with its own.
    before = _secrets()
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await create(pilot)
        secret = secret_of(demo)
        assert any(thing.get_secret_value() == secret for thing in _new(before))
        plane.hold("POST", "/token")
        await pilot.press("v", "c", "t")
        await until(pilot, lambda: copying.is_set() and plane.held == 1)
        await pilot.press("q", "tab", "enter", "r")
        await settle(pilot)
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert not any(thing.get_secret_value() == secret for thing in _new(before))


def _new(before: list[SecretStr]) -> list[SecretStr]:
    return [thing for thing in _secrets() if not any(thing is each for each in before)]


async def test_ctrl_q_and_a_deliberate_yes_end_the_program(demo: Demo) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        await press(pilot, "ctrl+q", "tab", "enter")
        assert not pilot.app.is_running


@pytest.mark.parametrize(
    ("outcome", "leaves"),
    [(verified("Copied."), True), (sent("tmux"), False), (failed("no clipboard."), False)],
)
async def test_only_a_secret_that_surely_arrived_lets_the_panel_close(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, outcome: Outcome, leaves: bool
) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        outcome_of_copying(monkeypatch, outcome)
        await press(pilot, "c")
        assert outcome.text in dialog(pilot)
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, MyKeysScreen) == leaves


async def test_a_secret_that_was_sent_is_asked_about_before_it_goes(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        outcome_of_copying(monkeypatch, sent("tmux"))
        await press(pilot, "c", "q")
        assert "nobody can know whether it arrived" in dialog(pilot)
        await press(pilot, "tab", "enter")
        assert "› new-key" in text(pilot)


async def test_copying_the_client_id_after_the_secret_takes_its_place(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        outcome_of_copying(monkeypatch, verified("Copied."))
        await press(pilot, "c", "i", "q")
        assert "neither copied nor saved" in dialog(pilot)


async def test_text_of_the_panel_cannot_be_selected_and_copied(demo: Demo) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        await press(pilot, "v")
        secret_line = next(
            number for number, line in enumerate(text(pilot).splitlines()) if "secret  " in line
        )
        await pilot.mouse_down(offset=(20, secret_line))
        await pilot.hover(offset=(60, secret_line))
        await pilot.mouse_up(offset=(60, secret_line))
        await press(pilot, "ctrl+c")
        assert secret_of(demo) not in pilot.app.clipboard


async def test_an_odd_path_is_refused_with_a_reason_and_the_secret_stays(demo: Demo) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        for path in ("/", "~nosuchuser/x.env", ".", "~", "x\ny"):
            await press(pilot, "s")
            pilot.app.screen.query_one("#path", Field).value = path
            await press(pilot, "enter", "escape")
            assert "Client secret" in text(pilot), path
            assert pilot.app.is_running, path


async def test_copying_the_client_id_delivers_no_secret(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        outcome_of_copying(monkeypatch, verified("Copied."))
        await press(pilot, "i", "q")
        assert "neither copied nor saved" in dialog(pilot)


@pytest.mark.parametrize("name", ["pair.env", "pair.json", "pair"])
async def test_a_file_chosen_before_the_request_is_written_before_the_panel_opens(
    demo: Demo, folder: Path, name: str
) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        pilot.app.screen.query_one("#path", Field).value = name
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SecretPanel)
        path = folder / name
        assert "Saved to" in dialog(pilot)
        assert path.stat().st_mode & 0o777 == 0o600
        assert secret_of(demo) in path.read_text()
        await press(pilot, "q")
        assert "› new-key" in text(pilot)


async def test_the_saved_dotenv_file_holds_all_that_is_needed_to_sign_in(
    demo: Demo, folder: Path
) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        await press(pilot, "s")
        pilot.app.screen.query_one("#path", Field).value = "pair.env"
        await press(pilot, "enter")
        values = dict(line.split("=", 1) for line in (folder / "pair.env").read_text().splitlines())
        assert shlex.split(values["RUNAI_CLIENT_SECRET"]) == [secret_of(demo)]
        assert values["RUNAI_BASE_URL"] == "https://demo.example"
        assert values["RUNAI_CLIENT_ID"] in text(pilot)


async def test_the_saved_json_file_is_json(demo: Demo, folder: Path) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        await press(pilot, "s")
        pilot.app.screen.query_one("#path", Field).value = "pair.json"
        await press(pilot, "enter")
        assert json.loads((folder / "pair.json").read_text())["clientSecret"] == secret_of(demo)


async def test_the_format_of_a_file_whose_name_says_none_is_asked_for_and_never_guessed(
    demo: Demo, folder: Path, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        pilot.app.screen.query_one("#path", Field).value = "pair.env"
        await settle(pilot)
        assert "Choose one" not in dialog(pilot)
        pilot.app.screen.query_one("#path", Field).value = "pair.xml"
        await press(pilot, "enter")
        assert "○ dotenv ○ json ○ k8s ○ mcp ○ bare Choose a format" in re.sub(
            "You have.*access keys. ", "", dialog(pilot)
        )
        assert plane.sent["POST"] == 0
        await press(pilot, "right", "right", "enter")
        assert json.loads((folder / "pair.xml").read_text())["clientSecret"] == secret_of(demo)
        await press(pilot, "u")
        assert "json.load" in dialog(pilot)
        await press(pilot, "s")
        pilot.app.screen.query_one("#path", Field).value = "again.conf"
        await press(pilot, "enter")
        assert "Choose a format for the file" in dialog(pilot)
        await press(pilot, "left", "enter")
        assert (folder / "again.conf").read_text() == secret_of(demo)
        assert "Saved to" in dialog(pilot)


@pytest.mark.parametrize("path", ["folder", "missing-\0.env"])
async def test_a_path_that_cannot_be_written_is_refused_before_a_key_is_made(
    demo: Demo, folder: Path, path: str
) -> None:
    (folder / "folder").mkdir()
    plane = Faulty(demo)
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        pilot.app.screen.query_one("#path", Field).value = path
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CreateKey)
        assert plane.sent["POST"] == 0


async def test_a_file_that_is_there_is_only_replaced_after_a_deliberate_yes_before_the_request(
    demo: Demo, folder: Path
) -> None:
    (folder / "taken.env").write_text("mine")
    plane = Faulty(demo)
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        pilot.app.screen.query_one("#path", Field).value = "taken.env"
        await press(pilot, "enter")
        # However long the path before it is, and wherever its line breaks.
        assert "taken.env" in dialog(pilot).replace(" ", "")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CreateKey)
        assert (plane.sent["POST"], (folder / "taken.env").read_text()) == (0, "mine")
        await press(pilot, "enter", "tab", "enter")
        assert isinstance(pilot.app.screen, SecretPanel)
        assert secret_of(demo) in (folder / "taken.env").read_text()
        assert (folder / "taken.env").stat().st_mode & 0o777 == 0o600


async def test_the_panel_replaces_a_file_only_after_a_deliberate_yes(
    demo: Demo, folder: Path
) -> None:
    (folder / "taken").write_text("mine")
    async with running(demo) as pilot:
        await create(pilot)
        await press(pilot, "s")
        pilot.app.screen.query_one("#path", Field).value = "taken"
        await press(pilot, "enter", "enter")
        assert (folder / "taken").read_text() == "mine"
        await press(pilot, "enter", "tab", "enter")
        assert (folder / "taken").read_text() == secret_of(demo)
        assert "Saved to" in dialog(pilot)


async def test_esc_between_the_answer_and_the_end_of_saving_loses_nothing(
    demo: Demo, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_write = threading.Event()
    write_file = save_new

    def slowly(path: Path, text: str) -> None:
        assert may_write.wait(20)
        write_file(path, text)

    monkeypatch.setattr("tui.delivery.private_file.save_new", slowly)
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        pilot.app.screen.query_one("#path", Field).value = "pair"
        await pilot.press("enter")
        while not pilot.app.screen.answered:  # type: ignore[attr-defined]
            await pilot.pause()
        await pilot.press("escape", "escape", "ctrl+q", "escape")
        await until(pilot, lambda: "its secret is being saved" in dialog(pilot))
        may_write.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, SecretPanel)
        assert (folder / "pair").read_text() == secret_of(demo)


async def test_a_file_that_takes_too_long_does_not_keep_the_secret_from_the_screen(
    demo: Demo, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_write = threading.Event()
    monkeypatch.setattr("tui.delivery.private_file.save_new", lambda *_: may_write.wait(20))
    monkeypatch.setattr("tui.delivery.private_file.SAVE_TIMEOUT", 0.01)
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        pilot.app.screen.query_one("#path", Field).value = "pair"
        await press(pilot, "enter")
        assert "is not written after" in dialog(pilot)
        await press(pilot, "q")
        assert "neither copied nor saved" in dialog(pilot)
        may_write.set()


@pytest.mark.parametrize("keys", ["svx", "qv", "sq"])
async def test_what_is_typed_behind_a_question_of_the_panel_is_not_for_the_panel(
    demo: Demo, keys: str
) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        await burst(pilot, *keys)
        panel = pilot.app.screen_stack[1]
        assert isinstance(panel, SecretPanel)
        assert not panel.query_one(MaskedSecret).revealed
        assert len(pilot.app.screen_stack) == 3


async def test_a_save_that_fails_after_the_request_leaves_the_secret_on_screen(
    demo: Demo, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise SaveError("No space left on device.")

    monkeypatch.setattr("tui.delivery.private_file.save_new", full)
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        pilot.app.screen.query_one("#path", Field).value = "pair.env"
        await press(pilot, "enter")
        assert "No space left on device." in dialog(pilot)
        await press(pilot, "q")
        assert "neither copied nor saved" in dialog(pilot)


async def test_a_new_secret_can_be_saved_before_it_is_made(demo: Demo, folder: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "G", "S")
        assert isinstance(pilot.app.screen, IssueSecret)
        pilot.app.screen.query_one("#path", Field).value = "again.env"
        pilot.app.screen.query_one("#go").focus()
        await press(pilot, "enter")
        assert "Saved to" in dialog(pilot)
        assert secret_of(demo, "tmp-migration") in (folder / "again.env").read_text()


async def test_the_curl_command_never_holds_the_secret(demo: Demo) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        await press(pilot, "u")
        shown = dialog(pilot)
        assert "curl" in shown
        assert "/api/v2/token" in shown
        assert secret_of(demo) not in shown


async def test_the_curl_command_is_copied_whole_by_a_second_press_in_the_secret_s_place(
    demo: Demo, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []

    async def copy(self: object, text: str, *, secret: bool = False) -> Outcome:
        copied.append(text)
        return verified("Copied.")

    monkeypatch.setattr("tui.delivery.clipboard.Clipboard.copy", copy)
    async with running(demo) as pilot:
        await create(pilot)
        await press(pilot, "c", "u")
        assert "u again copies this command: (printf" in dialog(pilot)
        assert copied == [secret_of(demo)]
        await press(pilot, "u")
        assert "Command: Copied." in dialog(pilot)
        made = next(key for key in demo.store.my_keys() if key.name == "new-key")
        assert copied[1:] == [curl_command("https://demo.example", made.client_id)]
        await press(pilot, "u", "t", "u")
        assert len(copied) == 2, "what is not shown is not copied"
        await press(pilot, "q")
        assert "neither copied nor saved" in dialog(pilot)


async def test_a_revealed_secret_is_masked_again_after_a_while_and_when_the_focus_goes(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.widgets.masked_secret.MASKED_AFTER", 0.05)
    async with running(demo) as pilot:
        await create(pilot)
        line = pilot.app.screen.query_one(MaskedSecret)
        line.revealed = True
        await until(pilot, lambda: not line.revealed)
        assert secret_of(demo) not in text(pilot)
        monkeypatch.setattr("tui.app.widgets.masked_secret.MASKED_AFTER", 3600)
        await press(pilot, "v")
        assert secret_of(demo) in text(pilot)
        pilot.app.app_focus = False
        await settle(pilot)
        assert secret_of(demo) not in text(pilot)


async def test_a_secret_with_control_characters_is_revealed_harmlessly(demo: Demo) -> None:
    import httpx

    plane = Faulty(demo)
    hostile = "abc\x1b]52;c;cHduZWQ=\x07\u202edef"
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer("POST", "/secret", httpx.Response(200, json={"clientSecret": hostile}))
        await press(pilot, "G", "S")
        pilot.app.screen.query_one("#go").focus()
        await press(pilot, "enter", "v")
        assert "\x1b" not in dialog(pilot)
        assert "\u202e" not in dialog(pilot)
        for key, refused in (("c", "Not copied"), ("p", "Not printed")):
            await press(pilot, key)
            assert f"{refused}: it has characters that a terminal could change" in dialog(pilot)


async def _app_with_notes(
    demo: Demo, pending: UndeliveredNotes, *, readonly: bool = False
) -> AccessKeysApp:
    from tui.config.settings import Settings
    from tui.session.session import Session

    settings = Settings(base_url="https://demo.example", readonly=readonly)
    session = Session(settings, opener=lambda: service_of(demo), now=lambda: NOW)
    return AccessKeysApp(session, pending)


_KILLED = """\
import os, pathlib, sys
from tui.delivery.undelivered import UndeliveredNotes
UndeliveredNotes(pathlib.Path(sys.argv[1])).open("https://demo.example", "tmp-migration")
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def killed(folder: Path) -> None:
    """Kill another run between the request and the delivery."""
    kill(_KILLED, folder)


def kill(program: str, folder: Path) -> None:
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", program, folder / "state"], cwd=root, check=False)


@pytest.mark.usefixtures("killed")
async def test_the_next_start_names_a_key_whose_secret_reached_nobody(
    demo: Demo, folder: Path
) -> None:
    app = await _app_with_notes(demo, UndeliveredNotes(folder / "state"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        assert "The secret of tmp-migration may have reached nobody" in " ".join(
            text(pilot).split()
        )
        await press(pilot, "escape")
        assert "may have reached nobody" not in text(pilot)
    assert not UndeliveredNotes(folder / "state").left("https://demo.example")


@pytest.mark.usefixtures("killed")
@pytest.mark.parametrize(
    ("screencast", "where"), [(False, "on web-1"), (True, "on another computer")]
)
async def test_the_next_start_says_on_which_other_computer_the_program_ended(
    demo: Demo, folder: Path, screencast: bool, where: str
) -> None:
    (note,) = (folder / "state").iterdir()
    note.write_text(json.dumps(json.loads(note.read_text()) | {"host": "web-1"}))
    settings = Settings(base_url="https://demo.example", screencast=screencast)
    session = Session(settings, opener=lambda: service_of(demo), now=lambda: NOW)
    app = AccessKeysApp(session, UndeliveredNotes(folder / "state"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        said = " ".join(text(pilot).split())
        assert f"the program ended {where} before it was copied or saved." in said


@pytest.mark.usefixtures("killed")
async def test_the_next_start_offers_nothing_for_that_key_that_read_only_mode_prevents(
    demo: Demo, folder: Path
) -> None:
    app = await _app_with_notes(demo, UndeliveredNotes(folder / "state"), readonly=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        said = " ".join(text(pilot).split())
        assert "It needs a new one, which read-only mode prevents, esc dismisses this." in said


_TWO_KILLED = f"""\
from pathlib import Path
import sys
from tui.delivery.undelivered import UndeliveredNotes
UndeliveredNotes(Path(sys.argv[1])).open("https://demo.example", "slurm-bridge")
{_KILLED}"""


async def test_a_key_that_the_next_start_names_gets_its_new_secret_by_one_key(
    demo: Demo, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(_TWO_KILLED, folder)
    app = await _app_with_notes(demo, UndeliveredNotes(folder / "state"))
    outcome_of_copying(monkeypatch, verified("Copied."))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        for name in ("slurm-bridge", "tmp-migration"):
            assert f"› {name}" in text(pilot)
            await press(pilot, "S", "tab", "enter", "c")
            assert name in dialog(pilot)
            notice = str(pilot.app.screen_stack[-2].query_one(Notice).render())
            assert f"{name} may have reached nobody" not in notice
            await press(pilot, "q")
        assert "may have reached nobody" not in text(pilot)
        await press(pilot, "g", "r")
        assert "›@laptop-terminal" in text(pilot), "the cursor is the user's own"
    assert not UndeliveredNotes(folder / "state").left("https://demo.example")


async def test_a_delivered_secret_leaves_no_note_and_an_undelivered_one_does(
    demo: Demo, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def notes() -> list[Path]:
        return [path for path in (folder / "state").rglob("*") if path.is_file()]

    app = await _app_with_notes(demo, UndeliveredNotes(folder / "state"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await create(pilot)
        assert len(notes()) == 1
        assert secret_of(demo) not in notes()[0].read_text()
        outcome_of_copying(monkeypatch, sent("tmux"))
        await press(pilot, "c", "q", "tab", "enter")
        assert notes() == []
        assert toasts(pilot) == []


async def test_a_refused_create_leaves_no_note(demo: Demo, folder: Path) -> None:
    app = await _app_with_notes(demo, UndeliveredNotes(folder / "state"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        await write(pilot, "ci-runner")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CreateKey)
        assert not [path for path in (folder / "state").rglob("*") if path.is_file()]


async def test_a_copied_secret_stays_in_no_clipboard_of_the_programs_own(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    async with running(demo, settings=Settings(demo_role="admin", clipboard="osc52")) as pilot:
        await create(pilot)
        await press(pilot, "c")
        assert "Sent to your terminal by way of OSC 52" in dialog(pilot)
        assert pilot.app.clipboard == ""
        await press(pilot, "s", "ctrl+u", "ctrl+v")
        assert pilot.app.screen.query_one("#path", Field).value == ""


async def test_an_odd_client_id_is_handed_to_no_other_program_and_costs_no_secret(
    demo: Demo, folder: Path
) -> None:
    made = Credentials("new-key", "x;reboot", SecretStr("s3cret"), "https://demo.example")
    async with running(demo) as pilot:
        below = pilot.app.screen
        assert isinstance(below, MyKeysScreen)
        panel = SecretPanel(IssuedSecret(made), below.session, below.clipboard)
        await pilot.app.push_screen(panel)
        for key, refused in (("i", "Not copied"), ("u", "No command"), ("t", "Not tested")):
            await press(pilot, key)
            assert f"{refused}: the client ID is missing, or has" in dialog(pilot)
        await press(pilot, "s", "ctrl+u")
        await write(pilot, "pair.env")
        await press(pilot, "enter")
        assert "without a client ID" in dialog(pilot)
    assert (folder / "pair.env").read_text() == (
        "RUNAI_CLIENT_SECRET=s3cret\nRUNAI_BASE_URL=https://demo.example\n"
    )
