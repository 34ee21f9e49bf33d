"""Delivers a secret to one target, and determines whether it arrived."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from ..text import ELLIPSIS, LONGEST_LINE, ODD_ID, clean, is_encodable
from .child_process import OUR_PREFIX, ChildError, run
from .lent_terminal import has_terminal
from .masked import decoded, holds, masked
from .private_file import SaveError, check_writable, save
from .target import arguments, placeholders_in

if TYPE_CHECKING:
    from .child_process import Lend
    from .secret_formats import SecretText
    from .target import Target

_FIRST_LINES, _LAST_LINES = 12, 8
"""Lines shown from the beginning and the end of a long output, where errors usually are."""

_NO_TERMINAL = re.compile(
    r"/dev/tty|no tty|not a tty|inappropriate ioctl|pinentry|terminal is required"
    r"|gpg: decryption failed|no such device or address",
    re.IGNORECASE,
)
"""Errors of programs that could not prompt, for example for a passphrase."""


_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]*")


class NotReady(SaveError):
    """A target can't take a secret now; the text says why, and nothing was requested."""


class Arrival(Enum):
    """Certainty that a secret reached its target."""

    VERIFIED = "verified"
    """It was written to its file, or read back."""
    ACCEPTED = "accepted"
    """A program accepted it and reported success; it was not, or could not be, read back."""
    DOUBTFUL = "doubtful"
    """It was not found by the readback, or its program was killed before it reported success."""
    FAILED = "failed"


@dataclass(frozen=True)
class TargetOutcome:
    """Outcome of one delivery, and a sentence about it."""

    target: Target
    arrival: Arrival
    text: str
    printed: tuple[str, ...] = ()
    """Output of its program: harmless lines without the secret."""

    @property
    def arrived(self) -> bool:
        """Whether the target has the secret, as far as is known."""
        return self.arrival in (Arrival.VERIFIED, Arrival.ACCEPTED)


async def check_target(target: Target, name: str, *, replace_it: bool = False) -> None:
    """Check, before a secret is requested, that a target can take it.

    Args:
        target: The target.
        name: The key's name.
        replace_it: Whether the user agreed to replace a file.

    Raises:
        SaveError: it can't; the text says why.
    """
    if target.path is not None:
        path = target.file_for(name)
        await asyncio.to_thread(check_writable, path, replace=replace_it)
        return
    for words in filter(None, (target.command, target.readback)):
        if await asyncio.to_thread(shutil.which, words[0]) is None:
            raise NotReady(f"{target.name}: {_lacking(words[0])}.")
    used = placeholders_in((*target.command, *target.readback))
    if "name" in used and not _PLAIN_NAME.fullmatch(name):
        problem = f"the name {clean(name, 60)} can't be used in a command"
        raise NotReady(f"{target.name}: {problem}: choose another target.")
    if target.needs_terminal and not has_terminal():
        raise NotReady(f"{target.name} needs a terminal: start runai-keys in one.")


async def hand_over(
    target: Target, texts: SecretText, *, lend: Lend = nullcontext, replace_it: bool = False
) -> TargetOutcome:
    """Deliver a secret to a target.

    Args:
        target: The target.
        texts: The key's credentials.
        lend: Lends the terminal to a program that needs it.
        replace_it: Whether the user agreed to replace a file.
    """
    formatted = target.form.write(texts)
    if not is_encodable(formatted):
        return _failed(target, "its text is not valid Unicode")
    if target.path is not None:
        return await _save(target, target.file_for(texts.name), formatted, replace_it=replace_it)
    used = placeholders_in((*target.command, *target.readback))
    if not texts.client_id and "client_id" in used:
        return _failed(target, ODD_ID)
    argv = arguments(target.command, texts)
    lent = lend if target.needs_terminal else None
    try:
        output = await run(
            argv,
            timeout=target.timeout,
            environment=_environment(),
            stdin=formatted,
            secret=texts.secret,
            lend=lent,
        )
    except ChildError as error:
        outcome = _failed_or_unknown(target, f"{_program(argv)} {error}", error, texts.secret)
        return await _verified_if_doubtful(outcome, texts, lent)
    return await _read_back(target, texts, _lines(output, texts.secret), lent)


async def _save(target: Target, path: Path, formatted: str, *, replace_it: bool) -> TargetOutcome:
    try:
        await save(path, formatted, replace_it=replace_it)
    except SaveError as error:
        return TargetOutcome(target, Arrival.FAILED, str(error))
    text = f"The secret is in {clean(str(path), LONGEST_LINE)}."
    return TargetOutcome(target, Arrival.VERIFIED, text)


async def _read_back(
    target: Target, texts: SecretText, printed: tuple[str, ...], lent: Lend | None
) -> TargetOutcome:
    if not target.readback:
        text = f"{target.name} accepted the secret, which was not read back."
        return TargetOutcome(target, Arrival.ACCEPTED, text, printed)
    argv = arguments(target.readback, texts)
    try:
        output = await run(argv, timeout=target.timeout, environment=_environment(), lend=lent)
    except ChildError as error:
        reason = masked(f"{_program(argv)} {error}", texts.secret)
        reason += _advice(target, reason)
        if not _ended_by_itself(error):
            text = f"{target.name} accepted the secret, which could not be read back: {reason}."
            return TargetOutcome(target, Arrival.ACCEPTED, text, printed)
    else:
        if holds(output, texts.secret):
            text = f"{target.name} has the secret: it was read back."
            return TargetOutcome(target, Arrival.VERIFIED, text, printed)
        reason = f"{_program(argv)} printed {'something else' if output.strip() else 'nothing'}"
    known = f"{target.name} accepted the secret, but it was not found when it was read back"
    text = f"{known}: {reason}. Look there."
    return TargetOutcome(target, Arrival.DOUBTFUL, text, printed)


def _environment() -> dict[str, str]:
    """Return the environment without variables that may hold a secret, or configure the CLI."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OUR_PREFIX)}


def _failed_or_unknown(
    target: Target, reason: str, error: ChildError, secret: str
) -> TargetOutcome:
    lines = _lines(error.output, secret)
    # The reason quotes a single line already.
    printed = lines if len(lines) > 1 else ()
    if error.started and not _ended_by_itself(error):
        return _unknown(target, reason, printed)
    return _failed(target, f"{reason}{_advice(target, ' '.join((reason, *lines)))}", printed)


async def _verified_if_doubtful(
    outcome: TargetOutcome, texts: SecretText, lent: Lend | None
) -> TargetOutcome:
    """Read back a secret that a killed program may have stored."""
    if outcome.arrival is not Arrival.DOUBTFUL or not outcome.target.readback:
        return outcome
    found = await _read_back(outcome.target, texts, outcome.printed, lent)
    return found if found.arrival is Arrival.VERIFIED else outcome


def _ended_by_itself(error: ChildError) -> bool:
    return error.status is not None and error.status >= 0


def _failed(target: Target, reason: str, printed: tuple[str, ...] = ()) -> TargetOutcome:
    text = f"{target.name} did not take the secret: {reason}."
    return TargetOutcome(target, Arrival.FAILED, text, printed)


def _unknown(target: Target, reason: str, printed: tuple[str, ...] = ()) -> TargetOutcome:
    text = f"{target.name} may have the secret or not: {reason}. Look there."
    return TargetOutcome(target, Arrival.DOUBTFUL, text, printed)


def interrupted(target: Target) -> TargetOutcome:
    """Return the outcome of a delivery that was cancelled while it was running."""
    return _unknown(target, "the delivery was interrupted")


def left_out(target: Target) -> TargetOutcome:
    """Return the outcome of a delivery that was cancelled before it started."""
    return _failed(target, "the delivery was interrupted")


def _advice(target: Target, said: str) -> str:
    """Return advice for a program whose output says that it needs a terminal; otherwise empty."""
    if target.needs_terminal or not _NO_TERMINAL.search(said):
        return ""
    return "; if it asks for something, set needs_terminal = true"


def _lacking(program: str) -> str:
    if "/" in program and Path(program).exists():
        return f"{clean(program, 80)} can't be run: it is no executable file"
    return f"there is no program {clean(program, 80)}"


def _program(argv: Sequence[str]) -> str:
    return clean(argv[0].rpartition("/")[2] or argv[0], 80)


def _lines(output: bytes, secret: str) -> tuple[str, ...]:
    text = masked(decoded(output), secret)
    lines = [clean(line, 200) for line in text.splitlines() if line.strip()]
    if len(lines) > _FIRST_LINES + _LAST_LINES:
        lines[_FIRST_LINES:-_LAST_LINES] = [ELLIPSIS]
    return tuple(lines)
