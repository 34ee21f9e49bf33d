"""The note of a secret is dropped after all targets were tried, if one of them has it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.delivery.support import command_lines, named_pipe, until, word_from
from tui.delivery.hand_over import Arrival
from tui.delivery.secret_formats import BARE, SecretText
from tui.delivery.target import Target
from tui.workflows.deliver import deliver, deliver_to_all

_TEXTS = SecretText("ci-bot", "c-1", "s3cret-0123456789", "https://acme.example")

_TAKES = Target("takes", BARE, command=("sh", "-c", "cat > /dev/null"))
_FAILS = Target("fails", BARE, command=("sh", "-c", "cat > /dev/null; exit 1"))
_DOUBTED = Target("doubted", BARE, command=_TAKES.command, readback=("echo", "other"))


@pytest.mark.parametrize(
    ("targets", "settled"),
    [((_TAKES,), 1), ((_FAILS, _TAKES, _FAILS), 1), ((_FAILS,), 0), ((_DOUBTED,), 0), ((), 0)],
)
async def test_the_note_is_dropped_once_if_any_target_has_the_secret(
    targets: tuple[Target, ...], settled: int, tmp_path: Path
) -> None:
    settlements: list[None] = []

    outcomes = await deliver_to_all(_TEXTS, targets, settle=lambda: settlements.append(None))

    assert [outcome.target for outcome in outcomes] == list(targets)
    assert len(settlements) == settled


async def test_a_single_delivery_drops_the_note_only_if_the_secret_arrived() -> None:
    settlements: list[None] = []

    for target in (_FAILS, _TAKES):
        await deliver(_TEXTS, target, settle=lambda: settlements.append(None))

    assert len(settlements) == 1


async def test_cancelling_kills_the_command_and_the_outcomes_name_the_targets_left_out(
    tmp_path: Path,
) -> None:
    pipe, settlements = named_pipe(tmp_path / "pipe"), list[None]()
    code = f"cat > /dev/null; echo here > {pipe}; sleep 600"
    hangs = Target("hangs", BARE, command=("sh", "-c", code))
    targets = (_TAKES, hangs, _FAILS)

    delivering = asyncio.ensure_future(
        deliver_to_all(_TEXTS, targets, settle=lambda: settlements.append(None))
    )
    await word_from(pipe)
    delivering.cancel()
    outcomes = await delivering

    assert [outcome.arrival for outcome in outcomes] == [
        *(Arrival.ACCEPTED, Arrival.DOUBTFUL, Arrival.FAILED)
    ]
    unknown = "hangs may have the secret or not: the delivery was interrupted. Look there."
    assert outcomes[1].text == unknown
    assert outcomes[2].text == "fails did not take the secret: the delivery was interrupted."
    assert len(settlements) == 1
    await until(lambda: not any(str(pipe) in line for line in command_lines()), "end of it")
