"""A process that is killed while it requests a secret leaves the secret or the key's name."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.files import OLD, entries, mode
from tests.delivery.kill_points import KILLS, STORIES, TARGET_STORIES, Story
from tests.pty.terminal import ROOT
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.server import DEMO_BASE_URL


def _killed(folder: Path, *which: str) -> list[dict[str, Any]]:
    """Kill each process once; return its reports and what it left."""
    finished = subprocess.run(
        [sys.executable, "-m", "tests.delivery.kill_points", folder, *which],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    return [_looked_at(ending) for ending in json.loads(finished.stdout)]


@pytest.mark.exhaustive
def test_a_process_killed_at_200_points_leaves_a_whole_file_and_the_secret_or_the_key_s_name(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    endings = _killed(tmp_path)

    for proof in (
        _the_file_is_whole_or_as_it_was,
        _the_secret_is_left_or_the_name_of_its_key,
        _a_file_without_a_name_until_it_is_whole_leaves_nothing_else_behind,
        _what_ran_to_its_end_left_its_file_and_nothing_else,
        _the_kills_are_spread_over_all_that_is_done,
    ):
        with subtests.test(proof.__name__):
            proof(endings)


@pytest.mark.exhaustive
def test_a_delivery_killed_at_200_points_leaves_the_secret_at_its_target_or_the_key_s_name(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    endings = _killed(tmp_path, "targets")

    for proof in (
        _the_target_has_all_of_it_or_what_it_had,
        _the_secret_is_left_or_the_name_of_its_key,
        _what_ran_to_its_end_left_its_file_and_nothing_else,
        _the_kills_are_spread_over_all_that_is_done,
    ):
        with subtests.test(proof.__name__):
            proof(endings)


def _the_target_has_all_of_it_or_what_it_had(endings: list[dict[str, Any]]) -> None:
    for ending in endings:
        assert ending["file"] in (_before(ending), ending.get("secret")), ending


def _the_file_is_whole_or_as_it_was(endings: list[dict[str, Any]]) -> None:
    for ending in endings:
        as_it_was = ending["file"] == _before(ending)
        whole = "secret" in ending and ending["file"] == ending["secret"]
        assert as_it_was or (whole and ending["mode"] == 0o600), ending
        assert ending["drafts"] <= {0o600}, ending


def _the_secret_is_left_or_the_name_of_its_key(endings: list[dict[str, Any]]) -> None:
    for ending in endings:
        is_named = ending["named"] == [ending["name"]]
        has_file = "secret" in ending and ending["file"] == ending["secret"]
        was_seen = "delivered" in ending and not ending["story"].has_file
        assert is_named or has_file or was_seen or "asked" not in ending, ending
        assert is_named or not ending["named"], ending


def _a_file_without_a_name_until_it_is_whole_leaves_nothing_else_behind(
    endings: list[dict[str, Any]],
) -> None:
    # Before the request, the check may leave an empty file.
    new_files = [
        ending
        for ending in endings
        if ending["story"].nameless and ending["creates"] and "asked" in ending
    ]

    assert [ending for ending in new_files if ending["drafts"]] == []


def _what_ran_to_its_end_left_its_file_and_nothing_else(endings: list[dict[str, Any]]) -> None:
    stories = _stories(endings)
    whole = [ending for ending in endings if not ending["killed"]][: len(stories)]

    assert [ending["story"] for ending in whole] == stories
    assert all((ending["file"] == ending["secret"]) == ending["story"].has_file for ending in whole)
    assert not any(ending["named"] or ending["drafts"] for ending in whole)
    # A secret that is in its file needs no note.
    noted = [not ending["story"].has_file for ending in whole]
    assert [ending["noted"] for ending in whole] == noted


def _the_kills_are_spread_over_all_that_is_done(endings: list[dict[str, Any]]) -> None:
    killed = [ending for ending in endings if ending["killed"]]
    stages = Counter(_stage(ending) for ending in killed)

    assert len(endings) == len(_stories(endings)) + KILLS
    assert len(killed) > KILLS - 10
    assert {*stages} == {"before the request", "after the answer", "after the file"}
    assert min(stages.values()) > 10


def _looked_at(ending: dict[str, Any]) -> dict[str, Any]:
    """Add what a process left to its reports."""
    place, story = Path(ending["place"]), Story(*ending["story"])
    names = entries(place / "home")
    drafts = {name for name in names if name.startswith(".runai-keys-")}
    assert names <= drafts | {"pair"} | ({"pair.new"} if story.hands_over else set())
    file = place / "home" / "pair"
    left = UndeliveredNotes(place / "state").left(DEMO_BASE_URL)
    return ending | {
        "story": story,
        **story._asdict(),
        "file": file.read_text() if file.exists() else None,
        "mode": mode(file) if file.exists() else None,
        "drafts": {mode(place / "home" / name) for name in drafts},
        "named": [entry.name for entry in left],
    }


def _before(ending: dict[str, Any]) -> str | None:
    return OLD if ending["story"].has_file and not ending["creates"] else None


def _stories(endings: list[dict[str, Any]]) -> list[Story]:
    return TARGET_STORIES if endings[0]["story"].hands_over else STORIES


def _stage(ending: dict[str, Any]) -> str:
    if "asked" not in ending:
        return "before the request"
    return "after the answer" if ending["file"] == _before(ending) else "after the file"
