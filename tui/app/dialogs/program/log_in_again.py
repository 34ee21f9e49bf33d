"""Offer to log in again by the vendor's own command, with the terminal lent to it."""

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
    """Ask whether to run a command by which a person logs in."""
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
    """Ask until the user has logged in by the vendor's command, or wants something else.

    Args:
        session: The session whose token the command is to renew.
        reason: Why it has to.
        ask: Opens a dialog and waits for its answer.

    Returns:
        True after a login. False if the user wants to sign in otherwise, or can't log in so. None
        if the user has left the question.
    """
    vendor_cli = await asyncio.to_thread(import_module, "tui.config.vendor_cli")
    argv: Sequence[str] | None = await asyncio.to_thread(vendor_cli.login_argv)
    # It shows who logs in, and where.
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
