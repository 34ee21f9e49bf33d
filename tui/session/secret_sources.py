"""Fetches a profile's client secret or token, from a file or a command, when it is needed."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING

from ..api.errors import LoginEnded, SignInFailed
from ..api.refused_token import LOG_IN_AGAIN
from ..api.secret_values import HeldSecret
from ..api.timeouts import COMMAND_TIMEOUT, TERMINAL_COMMAND_TIMEOUT
from ..api.tokens import MalformedToken, Token, read_token
from ..config.private_file import ReadError
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
from .secret_files import read_secret, require_secret

if TYPE_CHECKING:
    from ..api.secret_values import Secret


async def fetch_secret(
    source: SecretFile | SecretInConfig | SecretCommand, host: str, lend: Lend = nullcontext
) -> Secret:
    """Fetch a client secret.

    Args:
        source: Where it is kept.
        host: The control plane that it is for.
        lend: Lends the terminal to a command that needs it.

    Raises:
        SignInFailed: it can't be fetched; the text says why, without any part of the secret.
    """
    if isinstance(source, SecretFile | SecretInConfig):
        try:
            return await asyncio.to_thread(read_secret, source)
        except (ReadError, SettingsError) as error:
            raise SignInFailed(str(error)) from error
    printed = await _run(source, "client secret", host, lend)
    subject = f"What {source.argv[0]} printed"
    return require_secret(printed, subject, "It must be the client secret alone.")


async def fetch_token(command: TokenCommand, host: str, lend: Lend = nullcontext) -> Token:
    """Run a command and read the bearer token that it prints.

    Raises:
        SignInFailed: it printed no token; the text shows neither the command's arguments nor its
            output, since both may hold secrets.
    """
    printed = await _run(command, "token", host, lend)
    try:
        return read_token(printed)
    except MalformedToken:
        reason = "printed something that is no token"
    # Outside the except block: the cause would quote the output.
    raise _command_failure(command, "token", host, reason)


async def _run(
    command: SecretCommand | TokenCommand, kind: str, host: str, lend: Lend
) -> HeldSecret:
    argv = tuple(find_program(word) or word for word in command.argv[:1]) + command.argv[1:]
    try:
        if command.needs_terminal:
            printed = await run(argv, timeout=TERMINAL_COMMAND_TIMEOUT, lend=lend)
        else:
            printed = await run(argv, timeout=COMMAND_TIMEOUT)
    except ChildError as error:
        raise _command_failure(command, kind, host, str(error), started=error.started) from error
    return HeldSecret(printed.decode(errors="replace"))


def _command_failure(
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
