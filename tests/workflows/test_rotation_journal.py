"""The journal reads back what it wrote, and a corrupted file does no harm."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.keys import NOW, make_key
from tui.config.settings import Settings
from tui.listing.rotation import Rotation, Stage, Twin, observe
from tui.listing.rotation_state import Watch
from tui.listing.rotation_status import status_of
from tui.workflows import rotation_record
from tui.workflows.rotation_files import JournalError, RotationBusy
from tui.workflows.rotation_journal import RotationJournal, rotation_journal

URL = "https://acme.example"

ROTATION = Rotation(
    URL,
    "ana@acme.example",
    Twin("ci-bot", "id-1", "client-1"),
    Twin("ci-bot-2", "id-2", "client-2"),
    NOW,
    Stage.WAITING,
    "ci-bot.env",
    "vault",
    NOW,
    NOW,
    timedelta(hours=2),
    timedelta(seconds=-90),
    NOW,
    NOW,
    (NOW, NOW + timedelta(hours=1)),
    7,
    NOW,
    NOW,
    "its last use went backwards",
)


@pytest.fixture
def journal(tmp_path: Path) -> RotationJournal:
    return RotationJournal(tmp_path / "rotations")


@pytest.mark.parametrize("in_memory", [False, True])
def test_a_rotation_is_read_back_for_its_user_alone(
    in_memory: bool, journal: RotationJournal
) -> None:
    journal = RotationJournal(None) if in_memory else journal
    other = replace(ROTATION, user="bo@acme.example", begun=NOW - timedelta(days=1))
    unknown = replace(other, user="")

    for rotation in (ROTATION, other, unknown):
        journal.write(rotation)

    assert journal.rotations(URL, ROTATION.user) == [unknown, ROTATION]
    assert journal.rotations("https://other.example", ROTATION.user) == []
    journal.close(ROTATION)
    assert journal.rotations(URL, ROTATION.user) == [unknown]
    assert journal.read(ROTATION) is None


def test_every_field_but_assumed_is_written(journal: RotationJournal) -> None:
    journal.write(ROTATION)

    default = Rotation("", "", Twin(""), Twin(""), NOW)
    not_default = {name for name, value in vars(ROTATION).items() if value != vars(default)[name]}
    assert not_default | {"begun", "assumed"} == vars(ROTATION).keys()
    assert journal.read(ROTATION) == ROTATION


def test_an_earlier_version_s_watch_counts_as_begun_by_a_test_sign_in() -> None:
    rotation = replace(ROTATION, watch_from=NOW - timedelta(hours=1))
    content = json.loads(rotation_record.encode(rotation))
    del content["missing"], content["tested"]

    read = rotation_record.decode(json.dumps(content).encode())

    assert read == replace(rotation, missing="", tested=rotation.watch_from)


def test_an_update_does_not_overwrite_another_program_s_change(journal: RotationJournal) -> None:
    journal.write(replace(ROTATION, use_count=8))

    journal.update(ROTATION, replace(ROTATION, use_count=9))

    assert journal.read(ROTATION) == replace(ROTATION, use_count=8)


def test_a_rotation_is_locked_by_one_program_at_a_time(
    tmp_path: Path, journal: RotationJournal
) -> None:
    second = RotationJournal(tmp_path / "rotations")
    with journal.locked(ROTATION):
        for other in (journal, second):
            assert other.is_busy(ROTATION)
            with pytest.raises(RotationBusy), other.locked(ROTATION):
                pass
        with second.locked(replace(ROTATION, user="bo")):
            pass

    assert not second.is_busy(ROTATION)
    with second.locked(ROTATION):
        pass
    assert list((tmp_path / "rotations").iterdir()) == []


def test_no_journal_is_written_to_a_world_writable_folder(tmp_path: Path) -> None:
    folder = tmp_path / "rotations"
    folder.mkdir()
    folder.chmod(0o777)

    with pytest.raises(JournalError, match="can be written by everybody"):
        RotationJournal(folder).write(ROTATION)


def test_the_demo_keeps_its_journal_in_memory(tmp_path: Path) -> None:
    journal = rotation_journal(Settings(demo_role="admin"))
    journal.write(ROTATION)

    assert journal.rotations(URL, ROTATION.user) == [ROTATION]
    assert not Path(os.environ["XDG_STATE_HOME"]).exists()


def _changed(content: dict[str, Any], chance: random.Random) -> object:
    """Change one value somewhere in the content of a file."""
    odd: list[Any] = [
        None, True, -1, 10**400, 1e308, float("nan"), "", "\x1b[2J", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00", [], {}, ["x"], "\ud800", "a" * 5_000,
    ]  # fmt: skip
    name = chance.choice([*content])
    if isinstance(content[name], dict) and chance.random() < 0.7:
        return content | {name: _changed(content[name], chance)}
    if chance.random() < 0.1:
        return {key: value for key, value in content.items() if key != name}
    return content | {name: chance.choice(odd)}


def test_a_corrupted_file_is_ignored_or_yields_a_harmless_rotation() -> None:
    chance = random.Random(3)
    whole = json.loads(rotation_record.encode(ROTATION))
    keys = (
        make_key("ci-bot", key_id="id-1", used=timedelta(hours=1)),
        make_key("ci-bot-2", key_id="id-2", used=timedelta(hours=3)),
    )
    read = 0
    for _ in range(2_000):
        data = json.dumps(_changed(whole, chance)).encode()
        rotation = rotation_record.decode(data)
        if rotation is not None:
            read += 1
            status = status_of(observe(rotation, keys, NOW), keys, Watch(NOW))
            assert status.text.isprintable()
            assert len(status.text) < 2_000
    for data in (b"", b"[]", b"null", b'"x"', b"{}", b"\xff", b"[" * 100_000):
        assert rotation_record.decode(data) is None
    assert 200 < read < 1_500
