"""A secret gets into a recording of the terminal only after a question, which is asked once."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.app.dialogs.test_secret import create, secret_of
from tests.app.support import dialog, press, running
from tui.app.dialogs.base.yes_no import YesNo
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.config.settings import Settings
from tui.delivery.osc52 import osc52
from tui.delivery.outcome import NotCopied
from tui.delivery.recorders import PIPED_PANE, RECORDERS, Recorder
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

_ASCIINEMA, _SCRIPT = RECORDERS[:2]
_TTY_SHARE = next(each for each in RECORDERS if each.name == "tty-share")

_DESKTOP = {"DISPLAY": ":0"}
_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
_TMUX = {"TMUX": "/nowhere/s,1,0"}

_BOTH = "a copy or the revealed secret would be in the recording; s saves it to a file."
_SHOWN = "the revealed secret would be in the recording; s saves it to a file."


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "TMUX", "STY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Route copies through the terminal."""
    monkeypatch.setenv("SSH_CONNECTION", _SSH["SSH_CONNECTION"])


@pytest.fixture
def no_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave a desktop without one, so that a copy would be sent to the terminal instead."""

    async def fail(*_: object, **__: object) -> None:
        raise NotCopied("there is no clipboard")

    monkeypatch.setattr("tui.delivery.desktop_clipboard.copy_locally", fail)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the control sequences that are written to the terminal."""
    sequences: list[str] = []
    monkeypatch.setattr(
        "tui.app.terminal.control.TerminalControl.write",
        lambda _, sequence: sequences.append(sequence),
    )
    return sequences


def _is_asking(pilot: Pilot[None]) -> bool:
    return isinstance(pilot.app.screen, YesNo)


async def test_c_and_v_ask_once_and_only_a_yes_lets_the_secret_into_the_recording(
    demo: Demo,
    recorders: list[Recorder],
    written: list[str],
    over_ssh: None,
) -> None:
    recorders.append(_SCRIPT)
    async with running(demo) as pilot:
        await create(pilot)
        assert f"This terminal is being recorded by script: {_BOTH}" in dialog(pilot)

        for key in ("c", "v"):
            await press(pilot, key)
            assert "recorded by script" in dialog(pilot)
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, SecretPanel)
            assert (written, secret_of(demo) in dialog(pilot)) == ([], False)

        await press(pilot, "v", "tab", "enter")
        assert secret_of(demo) in dialog(pilot)
        await press(pilot, "v")
        assert secret_of(demo) not in dialog(pilot)
        await press(pilot, "v", "c")
        assert secret_of(demo) in dialog(pilot)
        assert written == [osc52(secret_of(demo))]


async def test_a_recorder_that_is_started_behind_the_panel_is_asked_about_too(
    demo: Demo, recorders: list[Recorder], written: list[str], over_ssh: None
) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        assert "recorded" not in dialog(pilot)
        await press(pilot, "v", "v")
        assert not _is_asking(pilot)

        recorders.append(_ASCIINEMA)
        await press(pilot, "c")
        assert _is_asking(pilot)
        await press(pilot, "tab", "enter")
        assert len(written) == 1

        recorders.append(_SCRIPT)
        await press(pilot, "v")
        assert "recorded by asciinema and script" in dialog(pilot)
        await press(pilot, "enter")
        assert secret_of(demo) not in dialog(pilot)

        recorders.clear()
        await press(pilot, "v")
        assert secret_of(demo) in dialog(pilot)
        assert "recorded" not in dialog(pilot)


@pytest.mark.usefixtures("no_clipboard")
@pytest.mark.parametrize(
    ("environment", "recorder", "sentence", "asks"),
    [
        (_SSH, _SCRIPT, _BOTH, True),
        (_TMUX, _SCRIPT, _BOTH, True),
        (_TMUX, PIPED_PANE, _SHOWN, False),
        (_DESKTOP, _SCRIPT, _SHOWN, False),
        ({"TERM": "linux"}, _SCRIPT, _SHOWN, False),
    ],
)
async def test_a_copy_that_no_recording_holds_is_not_asked_about_and_not_sent_through_it_either(
    environment: dict[str, str],
    recorder: Recorder,
    sentence: str,
    asks: bool,
    demo: Demo,
    recorders: list[Recorder],
    written: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    recorders.append(recorder)
    async with running(demo) as pilot:
        await create(pilot)
        assert f"recorded by {recorder.name}: {sentence}" in dialog(pilot)
        await press(pilot, "c")
        assert _is_asking(pilot) is asks
        if not asks:
            assert "Not copied" in dialog(pilot)
        assert written == []


async def test_to_print_names_the_recording_and_a_screencast_says_nothing(
    demo: Demo, recorders: list[Recorder]
) -> None:
    recorders.append(_SCRIPT)
    async with running(demo) as pilot:
        await create(pilot)
        await press(pilot, "p")
        assert "and script in a recording, where others may find it" in dialog(pilot)
    screencast = Settings(demo_role="admin", delete_after=0, screencast=True)
    async with running(demo, settings=screencast) as pilot:
        await create(pilot, "another-key")
        assert "recorded" not in dialog(pilot)


async def test_a_terminal_that_others_watch_is_called_so_and_asked_about_like_a_recorded_one(
    demo: Demo,
    recorders: list[Recorder],
    written: list[str],
    over_ssh: None,
) -> None:
    recorders.append(_TTY_SHARE)
    async with running(demo) as pilot:
        await create(pilot)
        shown = "This terminal is being shown to others by tty-share"
        reaches = "a copy or the revealed secret would reach whoever watches; s saves it"
        assert f"{shown}: {reaches}" in dialog(pilot)
        await press(pilot, "c")
        assert f"{shown}. A copy goes through the terminal, and whoever watches" in dialog(pilot)
        await press(pilot, "enter", "p")
        assert written == []
        assert "once. tty-share shows it to whoever watches. A terminal" in dialog(pilot)

        recorders.insert(0, _SCRIPT)
        await press(pilot, "escape", "v")
        assert "recorded by script and shown to others by tty-share. The" in dialog(pilot)
        assert "whoever watches or has the recording has the secret." in dialog(pilot)
