"""The crontab of the README rotates what is due, and deletes what nothing uses any more."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.commands.support import Ended, shell
from tests.delivery.files import mode
from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import ROOT

_README = (ROOT / "README.md").read_text(encoding="utf-8")

_TARGET = re.search(r"^\[targets\.files\]\npath = .*\n", _README, re.MULTILINE)


def _crontab() -> tuple[str, str]:
    """Return the commands of both lines, without the times and the comments."""
    found = re.search(r"<!-- crontab -->\n```crontab\n(.*?)```\n", _README, re.DOTALL)
    assert found is not None
    lines = [line for line in found[1].splitlines() if not line.startswith("#")]
    rotate, finish = (re.fullmatch(r"(?:\S+ +){5}(.*)", line) for line in lines)
    assert rotate is not None
    assert finish is not None
    return rotate[1], finish[1]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a home with what cron finds: a config file, and no variables."""
    (tmp_path / ".config" / "runai-keys").mkdir(parents=True)
    return tmp_path


def _configure(home: Path, server: ServedDemo) -> None:
    assert _TARGET is not None
    secret = home / "secret"
    secret.write_text(server.secret)
    config = home / ".config" / "runai-keys" / "config.toml"
    config.write_text(
        f'default_profile = "prod"\n\n{_TARGET[0]}\n[profiles.prod]\n'
        f'base_url = "{server.settings["RUNAI_BASE_URL"]}"\n'
        f'client_id = "{server.settings["RUNAI_CLIENT_ID"]}"\nclient_secret_file = "{secret}"\n'
    )
    for path in (secret, config):
        path.chmod(0o600)


def _cron(command: str, home: Path) -> Ended:
    return shell(command, home=home)


def _as_if_begun_a_day_earlier(home: Path) -> None:
    """Set what the journal knows back by more than a day."""
    for path in (home / ".local" / "state" / "runai-keys" / "rotations").glob("*.json"):
        entry = json.loads(path.read_text())
        for name in ("begun", "delivered", "watchFrom"):
            moment = datetime.fromisoformat(entry[name]) - timedelta(hours=25)
            entry[name] = moment.isoformat()
        path.write_text(json.dumps(entry))


@pytest.mark.exhaustive
def test_the_crontab_rotates_old_keys_and_deletes_those_that_nothing_uses(home: Path) -> None:
    rotate, finish = _crontab()
    with ServedDemo() as server:
        _configure(home, server)
        store, now = server.demo.store, server.demo.store.now()
        for key in store.my_keys():
            if key.client_id != server.demo.client_id:
                store.remove_key(key.id)
        for name, age in (("used", 100), ("unused", 120), ("young", 10)):
            store.add_key(name, created_at=now - timedelta(days=age), last_login=now)

        begun = _cron(rotate, home)
        again = _cron(rotate, home)
        early = _cron(finish, home)
        _as_if_begun_a_day_earlier(home)
        store.mark_used(next(key.id for key in store.my_keys() if key.name == "used"))
        late = _cron(finish, home)
        names = server.key_names()

    assert [ended.returncode for ended in (begun, again, early, late)] == [0, 0, 1, 1], begun.stderr
    assert "no key of yours is due: none is older than 90 days" in again.stderr
    assert "unused was deleted." in late.stderr
    assert "used signed in just now, after the delivery." in late.stderr
    assert {"used", "used-2", "unused-2", "young"} <= names
    assert "unused" not in names
    assert {path.name: mode(path) for path in (home / "secrets").iterdir()} == {
        "used.env": 0o600,
        "unused.env": 0o600,
    }
