"""Runs a command that prints a bearer token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .secret_command import NothingPrinted, printed_by, refusal
from .tokens import MalformedToken, Token, read_token

if TYPE_CHECKING:
    from .grants import TokenCommand


async def run_token_command(command: TokenCommand, host: str) -> Token:
    """Run the command and read the token that it prints.

    Raises `SignInFailed`, which shows neither the command's arguments nor what it printed: both
    may hold secrets.
    """
    try:
        return read_token(await printed_by(command.argv, command.timeout, command.lend))
    except MalformedToken:
        problem = "printed something that is no token"
    except NothingPrinted as error:
        problem = str(error)
    raise refusal(command.argv, "token", host, problem)
