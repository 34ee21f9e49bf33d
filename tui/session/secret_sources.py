"""Fetches a profile's client secret or token from where it is kept, when it is needed."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING

from pydantic import SecretStr

from ..api.errors import LoginEnded, SignInFailed
from ..api.refused_token import LOG_IN_AGAIN
from ..api.secret_values import bare_secret
from ..api.timeouts import COMMAND_TIMEOUT, TERMINAL_COMMAND_TIMEOUT
from ..api.tokens import MalformedToken, Token, read_token
from ..config.parse import read_config
from ..config.private_file import ReadError, read_small
from ..config.settings import (
    SecretCommand,
    SecretFile,
    SecretInConfig,
    SettingsError,
    TokenCommand,
)
from ..config.vendor_cli import find_program, is_vendors
from ..delivery.child_process import ChildError, Lend, run
from ..text import clean

if TYPE_CHECKING:
    from pathlib import Path

_ADVICE = "It must hold the client secret and nothing else."


async def fetch_secret(
    source: SecretFile | SecretInConfig | SecretCommand, host: str, lend: Lend = nullcontext
) -> SecretStr:
    """Fetch a client secret.

    Args:
        source: Where it is kept.
        host: The control plane that it is for.
        lend: Lends the terminal to a command that needs it.

    Raises:
        SignInFailed: it can't be read; the text says why, and holds nothing of it.
    """
    try:
        match source:
            case SecretFile(path=path):
                return _one_line(await asyncio.to_thread(_read_file, path), f"{path}", _ADVICE)
            case SecretInConfig(path=path, profile=profile):
                return await asyncio.to_thread(_read_entry, path, profile)
    except (ReadError, SettingsError) as error:
        raise SignInFailed(str(error)) from error
    printed = await _run(source, "client secret", host, lend)
    subject = f"What {source.argv[0]} printed"
    return _one_line(printed, subject, "It must be the client secret alone.")


async def fetch_token(command: TokenCommand, host: str, lend: Lend = nullcontext) -> Token:
    """Run a command and read the bearer token that it prints.

    Raises:
        SignInFailed: there is none; the text shows neither the command's arguments nor what it
            printed, since both may hold secrets.
    """
    printed = await _run(command, "token", host, lend)
    try:
        return read_token(printed)
    except MalformedToken:
        reason = "printed something that is no token"
    raise _refusal(command, "token", host, reason)


def _read_file(path: Path) -> SecretStr:
    file = read_small(path)
    if file is None:
        raise ReadError(f"{path} does not exist.")
    file.refuse_unless_private()
    return SecretStr(file.text)


def _read_entry(path: Path, profile: str) -> SecretStr:
    values = read_config(path).profiles.get(profile, {})
    if "client_secret" not in values:
        raise ReadError(f"{path} has no client_secret for {profile} any more.")
    return SecretStr(values["client_secret"])


async def _run(
    command: SecretCommand | TokenCommand, kind: str, host: str, lend: Lend
) -> SecretStr:
    argv = tuple(find_program(word) or word for word in command.argv[:1]) + command.argv[1:]
    try:
        if command.needs_terminal:
            printed = await run(argv, timeout=TERMINAL_COMMAND_TIMEOUT, lend=lend)
        else:
            printed = await run(argv, timeout=COMMAND_TIMEOUT)
    except ChildError as error:
        raise _refusal(command, kind, host, str(error), started=error.started) from error
    return SecretStr(printed.decode(errors="replace"))


def _refusal(
    command: SecretCommand | TokenCommand,
    kind: str,
    host: str,
    reason: str,
    *,
    started: bool = True,
) -> SignInFailed:
    name = clean(command.argv[0], 80) if command.argv else "(none given)"
    advice = f"Run it by hand to see why: it must print the {kind} and nothing else."
    failure = SignInFailed
    if is_vendors(name) and started:
        failure, advice = LoginEnded, f"{advice} {LOG_IN_AGAIN}"
    return failure(f"The {kind} command {name} for {host} {reason}.", advice)


def _one_line(text: SecretStr, subject: str, advice: str) -> SecretStr:
    secret = bare_secret(text)
    if secret is None:
        raise SignInFailed(f"{subject} is no client secret.", advice)
    return secret
