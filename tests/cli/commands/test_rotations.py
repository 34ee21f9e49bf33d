"""Commands that list keys say what became of rotations, and find the keys in one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.app.support import NOW
from tests.cli.commands.support import carry_out, context_on
from tests.workflows.rotations import Clock, empty_demo, record
from tui.cli.commands.context import Context
from tui.demo.server import DEMO_BASE_URL, Demo
from tui.listing.rotation import Rotation, Stage, Twin
from tui.workflows.rotation_journal import RotationJournal

Output = pytest.CaptureFixture[str]


@pytest.fixture
def demo() -> Demo:
    demo = empty_demo(Clock(), "ci-bot")
    demo.store.add_key("ci-bot-2", created_at=NOW - timedelta(hours=30))
    return demo


@pytest.fixture
def journal(tmp_path: Path) -> RotationJournal:
    return RotationJournal(tmp_path / "rotations")


def _twin(demo: Demo, name: str) -> Twin:
    key = record(demo, name)
    return Twin(key.name, key.id, key.client_id)


def _listing(demo: Demo, journal: RotationJournal, *arguments: str) -> Context:
    return replace(context_on(demo, "list", *arguments), journal=journal)


def _rotation(demo: Demo, stage: Stage) -> Rotation:
    old, new = _twin(demo, "ci-bot"), _twin(demo, "ci-bot-2")
    begun = NOW - timedelta(hours=30)
    used = record(demo, "ci-bot").last_login
    watch_from = begun if stage is Stage.WAITING else None
    if watch_from is not None:
        # The test sign-in.
        demo.store.mark_used(new.id)
    return Rotation(
        DEMO_BASE_URL, demo.username, old, new, begun, stage, watch_from=watch_from, last_login=used
    )


@pytest.mark.parametrize("everybody", [(), ("--all",)])
@pytest.mark.parametrize(
    ("stage", "listed"),
    [
        (Stage.WAITING, {"rotating:ready": ["ci-bot"], "rotating:stuck": []}),
        (Stage.CREATED, {"rotating:ready": [], "rotating:stuck": ["ci-bot"]}),
    ],
)
def test_the_keys_of_a_rotation_are_found_by_a_filter(
    stage: Stage,
    listed: dict[str, list[str]],
    everybody: tuple[str, ...],
    demo: Demo,
    journal: RotationJournal,
    capsys: Output,
) -> None:
    journal.write(_rotation(demo, stage))

    for term, names in (listed | {"rotating:": ["ci-bot", "ci-bot-2"]}).items():
        assert carry_out(_listing(demo, journal, *everybody, "--filter", term)) == 0
        lines = capsys.readouterr().out.splitlines()[1:]
        assert sorted(line.split()[0] for line in lines) == names


@pytest.mark.parametrize("everybody", [(), ("--all",)])
@pytest.mark.parametrize("used", [NOW - timedelta(hours=30), None], ids=["used", "never used"])
def test_what_only_looks_rotated_is_neither_ready_nor_stuck(
    used: datetime | None,
    everybody: tuple[str, ...],
    demo: Demo,
    journal: RotationJournal,
    capsys: Output,
) -> None:
    """A key that somebody numbered by hand must not have another one deleted."""
    demo.store.remove_key(record(demo, "ci-bot-2").id)
    demo.store.remove_key(record(demo, "ci-bot").id)
    created = NOW - timedelta(days=100)
    demo.store.add_key("ci-bot", created_at=created, last_login=NOW - timedelta(hours=40))
    demo.store.add_key("ci-bot-2", created_at=NOW - timedelta(days=30), last_login=used)

    for term, listed in {"rotating:": 2, "rotating:ready": 0, "rotating:stuck": 0}.items():
        assert carry_out(_listing(demo, journal, *everybody, "--filter", term)) == 0
        assert len(capsys.readouterr().out.splitlines()[1:]) == listed, term


def test_a_list_names_an_unfinished_rotation_with_the_step_to_take(
    demo: Demo, journal: RotationJournal, capsys: Output
) -> None:
    journal.write(_rotation(demo, Stage.CREATED))

    assert carry_out(_listing(demo, journal)) == 0

    assert (
        "the rotation of ci-bot is unfinished. ci-bot-2 was created, but its secret may have "
        "reached nobody. To continue: runai-keys rotate ci-bot --secret-file PATH\n"
    ) in capsys.readouterr().err


def test_a_rotation_whose_keys_are_gone_is_closed_with_a_word_once(
    demo: Demo, journal: RotationJournal, capsys: Output
) -> None:
    journal.write(_rotation(demo, Stage.WAITING))
    demo.store.remove_key(record(demo, "ci-bot").id)

    said = []
    for _ in range(2):
        assert carry_out(_listing(demo, journal)) == 0
        said.append(capsys.readouterr().err)

    assert said[0] == (
        "runai-keys: the rotation of ci-bot has ended. ci-bot is gone: ci-bot-2 has taken its "
        "place.\n"
    )
    assert said[1] == ""


def test_a_successor_whose_secret_may_have_reached_nobody_is_named_when_its_key_is_gone(
    demo: Demo, journal: RotationJournal, capsys: Output
) -> None:
    journal.write(_rotation(demo, Stage.CREATED))
    demo.store.remove_key(record(demo, "ci-bot").id)

    assert carry_out(_listing(demo, journal)) == 0

    assert capsys.readouterr().err == (
        "runai-keys: the rotation of ci-bot has ended. ci-bot is gone. ci-bot-2 was created, but "
        "its secret may have reached nobody. To replace it: "
        "runai-keys regenerate ci-bot-2 --secret-file PATH\n"
    )
