"""Offers to log in again with the vendor's CLI, which gets the terminal meanwhile."""

from __future__ import annotations

import asyncio
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

from textual.content import Content

from ....api.timeouts import LOGIN_TIMEOUT
from ..base.yes_no import Question, YesNo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ....session.session import Session


def login_question(command: str, reason: str) -> Question:
    """Return the question whether to run the vendor's login command."""
    text = Content("\n\n").join(
        [
            Content(reason),
            Content.assemble(
                (command, "bold"),
                " gets the terminal, shows an address to open in a browser on any computer, and "
                "asks for the code from there.",
            ),
        ]
    )
    return Question("Log in again?", text, yes="Log in", no="Sign in otherwise")


async def offer_login(
    session: Session, reason: str, ask: Callable[[YesNo], Awaitable[bool | None]]
) -> bool | None:
    """Offer the vendor's login command until it succeeds or the user declines.

    Args:
        session: The session whose token has to be renewed.
        reason: The refusal of the token.
        ask: Opens a dialog and waits for its answer.

    Returns:
        True after a login. False if the user wants to sign in otherwise, or the command is not
        available. None if the user cancels.
    """
    vendor_cli = await asyncio.to_thread(import_module, "tui.config.vendor_cli")
    argv: Sequence[str] | None = await asyncio.to_thread(vendor_cli.login_argv)
    # The command would show real names in a screencast.
    if argv is None or session.disguise.hides:
        return False
    command = " ".join((PurePath(argv[0]).name, *argv[1:]))
    while answer := await ask(YesNo(login_question(command, reason))):
        failure = await _failure(argv, session)
        if failure is None:
            break
        reason = f"{command} {failure}."
    return answer


async def _failure(argv: Sequence[str], session: Session) -> str | None:
    child_process = await asyncio.to_thread(import_module, "tui.delivery.child_process")
    try:
        await child_process.run(argv, timeout=LOGIN_TIMEOUT, read=False, lend=session.lend)
    except child_process.ChildError as error:
        return str(error)
    return None
