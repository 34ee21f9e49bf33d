"""Delivers a new secret to targets, and drops its note once one of them has it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from ..delivery.hand_over import TargetOutcome, check_target, hand_over, interrupted, left_out

if TYPE_CHECKING:
    from ..delivery.child_process import Lend
    from ..delivery.secret_formats import SecretText
    from ..delivery.target import Target


async def check_targets(targets: Iterable[Target], name: str, *, replace_it: bool = False) -> None:
    """Check, before a secret is requested, that targets can take it.

    Args:
        targets: The targets.
        name: The key's name, which a target may contain.
        replace_it: Whether a target may replace a file.

    Raises:
        SaveError: a target can't; the text says why.
    """
    for target in targets:
        await check_target(target, name, replace_it=replace_it)


async def deliver(
    texts: SecretText,
    target: Target,
    *,
    settle: Callable[[], None],
    lend: Lend = nullcontext,
    replace_it: bool = False,
) -> TargetOutcome:
    """Deliver a secret to one target.

    Args:
        texts: The key and its new secret, from `Credentials.texts`.
        target: The target.
        settle: Drops the note about the secret; called if the secret arrived.
        lend: Lends the terminal to a program that needs it.
        replace_it: Whether the user agreed to replace a file.
    """
    outcome = await hand_over(target, texts, lend=lend, replace_it=replace_it)
    if outcome.arrived:
        settle()
    return outcome


async def deliver_to_all(
    texts: SecretText,
    targets: Sequence[Target],
    *,
    settle: Callable[[], None],
    lend: Lend = nullcontext,
    replace_it: bool = False,
) -> list[TargetOutcome]:
    """Deliver a secret to each target in turn, and return the outcomes in the same order.

    The note is dropped after the last target: if the program is killed before that, the next start
    names the key. Cancelling kills the running command and skips the other targets. The outcomes
    are returned even then, because the caller has to know whether the secret arrived anywhere.
    """
    outcomes: list[TargetOutcome] = []
    try:
        for target in targets:
            outcome = await hand_over(target, texts, lend=lend, replace_it=replace_it)
            outcomes.append(outcome)
    except asyncio.CancelledError:
        if task := asyncio.current_task():
            task.uncancel()
        going, *others = targets[len(outcomes) :]
        outcomes += [interrupted(going), *map(left_out, others)]
    if any(outcome.arrived for outcome in outcomes):
        settle()
    return outcomes
