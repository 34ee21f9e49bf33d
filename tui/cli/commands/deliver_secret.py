"""Delivery of a new secret by a command: to targets, to a file or to standard output."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ...delivery.hand_over import Arrival
from ...delivery.secret_formats import BARE
from ..exit_codes import REFUSED
from .output import (
    OutputLost,
    put,
    put_bytes,
    put_on_disk,
    say,
    show,
    warn_if_on_terminal,
)
from .undelivered import drop_notes

if TYPE_CHECKING:
    from ...delivery.hand_over import TargetOutcome
    from ...workflows.issue_secret import IssuedSecret, SecretIssuer
    from .context import Context

Value = TypeVar("Value")

REPLACE_COMMAND = "runai-keys regenerate {} --secret-file PATH"
"""Replaces the secret of the key with this client ID."""

_STANDARD_OUTPUT = "standard output"


class Delivery(NamedTuple):
    """The outcome of a delivery."""

    status: int
    """The exit status."""
    places: tuple[str, ...] = ()
    """The places that have the secret; none if it is lost."""
    missing: tuple[str, ...] = ()
    """The chosen places that may not have it."""


async def deliver(
    context: Context, issuing: SecretIssuer, issued: IssuedSecret, done: str
) -> Delivery:
    """Deliver a new secret, and report the outcome.

    A signal ends a target's program, but interrupts no other step.

    Args:
        context: The command's flags and session.
        issuing: The request, which keeps a note until the secret is delivered.
        issued: The new credentials.
        done: What the request has done, in words.
    """
    outcomes = await issuing.deliver(issued)
    return await uncancelled(_finish(context, issuing, issued, outcomes, done))


async def _finish(
    context: Context,
    issuing: SecretIssuer,
    issued: IssuedSecret,
    outcomes: Sequence[TargetOutcome],
    done: str,
) -> Delivery:
    say_outcomes(outcomes)
    arrived = [outcome for outcome in outcomes if outcome.arrived]
    places = tuple(outcome.target.name for outcome in arrived)
    missing = tuple(outcome.target.name for outcome in outcomes if not outcome.arrived)
    if arrived:
        await drop_notes(context, issued.credentials.name)
    everywhere = len(arrived) == len(outcomes) > 0
    if not everywhere and context.flags.secret_file is not None:
        if outcomes and issuing.save_to is None:
            warn_if_on_terminal("secret")
        lost = "no other place has its secret" if arrived else "nobody has its secret"
        saved = await _save_or_print(context, issuing, issued, done, lost)
        status = REFUSED if outcomes else saved.status
        return Delivery(status, places + saved.places, missing + saved.missing)
    if not arrived:
        return Delivery(_say_lost(issued, outcomes, done), missing=missing)
    say(f"{done}. Its client ID is {issued.credentials.client_id}.")
    put(f"{issued.credentials.plain_id}\n")
    return Delivery(0 if everywhere else REFUSED, places, missing)


def say_outcomes(outcomes: Sequence[TargetOutcome]) -> None:
    """Report the outcomes of deliveries, with the output of their programs."""
    for outcome in outcomes:
        for line in outcome.printed:
            show(f"{outcome.target.name}: {line}")
        say(outcome.text)


def _say_lost(issued: IssuedSecret, outcomes: Sequence[TargetOutcome], done: str) -> int:
    replace_it = REPLACE_COMMAND.format(issued.credentials.plain_id or "ID")
    in_doubt = any(outcome.arrival is Arrival.DOUBTFUL for outcome in outcomes)
    lost = "its secret may have reached nobody" if in_doubt else "nobody has its secret"
    say(f"{done}, but {lost}. To replace it: {replace_it}")
    return REFUSED


async def _save_or_print(
    context: Context, issuing: SecretIssuer, issued: IssuedSecret, done: str, lost: str
) -> Delivery:
    """Save or print a secret, and report it; if that fails, report what is `lost`.

    A secret that can't be saved in the chosen file is saved in the state folder instead.
    """
    credentials = issued.credentials
    missing: tuple[str, ...] = ()
    if issuing.save_to is None:
        problem, place, where = _print(issuing, issued), _STANDARD_OUTPUT, f"on {_STANDARD_OUTPUT}"
    else:
        issued = await issuing.save(issued)
        problem, place = issued.problem, str(issuing.save_to)
        where = f"in {place}"
    if problem:
        rescued = await issuing.rescue(issued)
        if rescued is None:
            replace_it = REPLACE_COMMAND.format(credentials.plain_id or "ID")
            say(f"{done}, but {lost}: {problem} To replace it: {replace_it}")
            return Delivery(REFUSED, missing=(place,))
        done, where = f"{done}. {problem[:-1]}", f"in {rescued} instead, which only you can read"
        place, missing = str(rescued), (place,)
    issuing.settle()
    await drop_notes(context, credentials.name)
    say(f"{done}. Its secret is {where}; its client ID is {credentials.client_id}.")
    if issuing.save_to is not None:
        put(f"{credentials.plain_id}\n")
    return Delivery(REFUSED if problem else 0, (place,), missing)


def _print(issuing: SecretIssuer, issued: IssuedSecret) -> str:
    """Print a secret in the format of a file; return the reason if that failed, or nothing."""
    form = issuing.save_as or BARE
    text = form.write(issued.credentials.texts).encode("utf-8", "surrogatepass")
    on_terminal = sys.stdout.isatty() and not text.endswith(b"\n")
    try:
        put_bytes(text + (b"\n" if on_terminal else b""))
        put_on_disk()
    except OutputLost as error:
        return str(error) or "the program that reads standard output has ended."
    return ""


async def uncancelled(delivery: Coroutine[None, None, Value]) -> Value:
    """Wait for a delivery until it ends: no signal may interrupt it."""
    task = asyncio.ensure_future(delivery)
    while not task.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([task])
    return task.result()
