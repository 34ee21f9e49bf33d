"""Fetches a profile's client secret from where it is kept, at the moment it is needed."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING

from pydantic import SecretStr

from ..api.errors import SignInFailed
from ..api.secret_command import Lend, NothingPrinted, printed_by, refusal
from ..api.secret_values import bare_secret
from ..config.parse import read_config
from ..config.private_file import ReadError, read_small
from ..config.settings import SecretCommand, SecretFile, SecretInConfig, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

COMMAND_TIMEOUT = 30.0
"""Seconds; a key store may have to be unlocked in a window of its own."""

TERMINAL_TIMEOUT = 120.0
"""Seconds, where somebody is asked for a passphrase in the terminal."""

_ADVICE = "It must hold the client secret and nothing else."


async def fetch_secret(
    source: SecretFile | SecretInConfig | SecretCommand, host: str, lend: Lend = nullcontext
) -> SecretStr:
    """Fetch a client secret.

    Args:
        source: Where it is kept.
        host: What it is for.
        lend: Lends the terminal to a command that needs it.

    Raises:
        SignInFailed: it can't be had; the text says why, and holds nothing of it.
    """
    try:
        match source:
            case SecretFile(path=path):
                return _one_line(await asyncio.to_thread(_read_file, path), f"{path}", _ADVICE)
            case SecretInConfig(path=path, profile=profile):
                return await asyncio.to_thread(_read_entry, path, profile)
    except (ReadError, SettingsError) as error:
        raise SignInFailed(str(error)) from error
    return await _run(source, host, lend)


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


async def _run(source: SecretCommand, host: str, lend: Lend) -> SecretStr:
    argv = source.argv
    try:
        if source.needs_terminal:
            output = await printed_by(argv, TERMINAL_TIMEOUT, lend)
        else:
            output = await printed_by(argv, COMMAND_TIMEOUT)
    except NothingPrinted as error:
        raise refusal(argv, "client secret", host, str(error)) from error
    return _one_line(output, f"What {argv[0]} printed", "It must be the client secret alone.")


def _one_line(text: SecretStr, what: str, advice: str) -> SecretStr:
    secret = bare_secret(text)
    if secret is None:
        raise SignInFailed(f"{what} is no client secret.", advice)
    return secret
