"""Without a home to write to there is no state, and everything else goes on."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.app.support import service_of
from tests.delivery.files import entries
from tui.cli import main as cli
from tui.config.paths import undelivered_notes
from tui.config.settings import Settings
from tui.config.trusted_certificates import trusted_file
from tui.demo.server import Demo
from tui.runtime.crash_report import crash_message
from tui.session.session import Session
from tui.workflows.issue_secret import SecretIssuer


def _unknown_user(_: int) -> object:
    raise KeyError("such a user is common in containers")


@pytest.fixture(
    params=[
        {},
        {"HOME": ""},
        {"HOME": "relative"},
        {"HOME": "/proc/nowhere"},
        {"HOME": "/dev/null"},
        {"HOME": "/proc/nowhere", "XDG_STATE_HOME": "relative/state"},
        {"XDG_STATE_HOME": "/proc/nowhere"},
        {"XDG_STATE_HOME": "/dev/null"},
        {"XDG_CONFIG_HOME": f"/tmp/{'too-long' * 40}"},
    ],
    ids=str,
)
def homeless(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Take the home away; give the working directory."""
    places: Mapping[str, str] = request.param
    for name in [name for name in os.environ if name == "HOME" or name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    for name, place in places.items():
        monkeypatch.setenv(name, place)
    monkeypatch.setattr(pwd, "getpwuid", _unknown_user)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def test_without_a_home_no_certificate_is_trusted_and_nothing_fails(homeless: Path) -> None:
    assert trusted_file("https://demo.example") is None


def test_without_a_home_only_what_needs_one_is_refused(
    homeless: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Without a terminal it gets no further than this.
    assert cli.main(["--base-url", "https://demo.example"]) == 2
    assert "is not a terminal" in capsys.readouterr().err
    assert cli.main(["info"]) == 0
    assert "runai-keys" in capsys.readouterr().out
    assert cli.main(["config", "path"]) in (0, 2)
    assert "Traceback" not in capsys.readouterr().err


async def test_without_a_home_keys_are_created_and_nothing_is_remembered(
    homeless: Path,
) -> None:
    demo, settings = Demo(), Settings(base_url="https://demo.example")
    pending = undelivered_notes(settings)
    issuing = SecretIssuer(Session(settings, opener=lambda: service_of(demo)), pending)

    issued = await issuing.create("new-key")
    issuing.settle()

    assert issued.credentials.name == "new-key"
    assert issued.credentials.secret.get_secret_value()
    assert pending is None or pending.left("https://demo.example") == []
    assert entries(homeless) == set()


def test_without_a_home_a_crash_is_reported_on_the_terminal(homeless: Path) -> None:
    words = crash_message(ValueError("with a secret"))

    assert "ValueError" in words
    assert "with a secret" not in words
    assert entries(homeless) == set()
