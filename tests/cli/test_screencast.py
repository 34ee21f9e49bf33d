"""Output outside of the screens, while they are recorded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tui.app.app import AccessKeysApp
from tui.cli import main as cli

_COMMANDS = ("list", "config show", "info", "create walk-key --secret-file -")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder named after its owner."""
    home = tmp_path / "ana.acme"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "RUNAI_BASE_URL", "RUNAI_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_command_is_refused_as_what_it_prints_is_real(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--demo", "--screencast", *command.split()]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    name = command.partition(" ")[0]
    assert f"--screencast is for the screens: what {name} prints" in printed.err


def test_what_stops_the_start_is_told_without_home_and_hosts(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = home / ".config" / "runai-keys" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[profiles.prod]\nbase_url = "https://acme.run.ai"\nbogus = 1\n')
    assert cli.main(["--screencast"]) == 2
    assert "~/.config/runai-keys/config.toml, line 3" in (said := capsys.readouterr().err)
    assert "ana.acme" not in said


def _met_a_bug(app: AccessKeysApp, **_: object) -> None:
    app.quitting.note_bug(RuntimeError())
    app.quitting.left_open = ["https://acme.run.ai was asked to delete a key."]


def _raised_it(*_: object, **__: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize("run", [_met_a_bug, _raised_it])
def test_a_bug_and_what_is_left_open_are_told_without_home_and_hosts(
    run: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "_terminal_problem", lambda: None)
    monkeypatch.setattr(cli, "harden", lambda: None)
    monkeypatch.setattr("tui.app.run.run", run)
    assert cli.main(["--demo", "--screencast"]) == 70
    assert "Please report it with ~/" in (said := capsys.readouterr().err)
    assert "acme" not in said
