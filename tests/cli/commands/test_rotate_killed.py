"""A `rotate` whose process is killed is named by the next command, which says how to go on."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.cli.commands.plane import SilentPlane


@pytest.mark.exhaustive
@pytest.mark.parametrize("is_created", [True, False])
async def test_a_killed_program_leaves_a_rotation_that_the_next_list_names(
    is_created: bool, tmp_path: Path
) -> None:
    rotate = ("rotate", "ci-bot", "--secret-file", str(tmp_path / "pair.env"), "--yes")
    async with SilentPlane("ci-bot").served() as plane:
        async with plane.started(*rotate, home=tmp_path) as process:
            await plane.wait_asked()
            process.kill()
            await process.ended()
        if is_created:
            plane.names.append("ci-bot-2")

        async with plane.started("list", home=tmp_path) as process:
            _, out, told = await process.ended()

    assert ("ci-bot-2" in out) == is_created
    said = "the rotation of ci-bot is unfinished. ci-bot-2 was created, but its secret may have"
    gone = "the rotation of ci-bot has ended. ci-bot-2 was not created: ci-bot goes on alone."
    assert (said in told, gone in told) == (is_created, not is_created)
    assert plane.changes == 1


@pytest.mark.exhaustive
async def test_an_interrupted_program_says_what_may_have_been_created(tmp_path: Path) -> None:
    rotate = ("rotate", "ci-bot", "--secret-file", str(tmp_path / "pair.env"), "--yes")
    async with (
        SilentPlane("ci-bot").served() as plane,
        plane.started(*rotate, home=tmp_path) as process,
    ):
        await plane.wait_asked()
        process.send_signal(signal.SIGINT)
        status, out, told = await process.ended()

    assert (status, out) == (130, "")
    assert "ci-bot-2 may have been created, and its secret would be lost" in told
    assert "see runai-keys rotate --status" in told
