"""Copies through the tmux that the program runs in.

tmux drops OSC 52 by default; `load-buffer -w` passes the text on to the terminal that shows tmux.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import Mapping

from .child_process import ChildError, run, within
from .limits import TMUX_DELETE_TIMEOUT, TMUX_TIMEOUT
from .outcome import NotCopied

_LIST = (
    *("list-panes", "-a", "-F", "pane #{pane_id} #{session_id}", ";"),
    *("list-clients", "-F", "client #{session_id} #{client_termfeatures} #{client_name}"),
)


async def send_by_tmux(text: str, environment: Mapping[str, str]) -> None:
    """Copy a text to the outer terminal's clipboard and leave no paste buffer behind.

    Raises:
        NotCopied: tmux failed, or the text could have reached another person.
    """
    given = False
    try:
        async with within(TMUX_TIMEOUT):
            listed = await _tmux(*_LIST, environment=environment)
            client = _only_client(listed, environment.get("TMUX_PANE"))
            given = True
            await _load(text, client, environment)
    except ChildError as error:
        raise NotCopied(f"tmux {error}", may_have_left=given) from error


async def _load(text: str, client: str, environment: Mapping[str, str]) -> None:
    name = f"runai-keys-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        # One command, so that tmux deletes the buffer even if this program is killed meanwhile.
        shown = await _tmux(
            *("load-buffer", "-b", name, "-w", "-t", client, "-", ";"),
            *("show-buffer", "-b", name, ";", "delete-buffer", "-b", name),
            environment=environment,
            given=text,
        )
    except BaseException:
        await asyncio.shield(asyncio.ensure_future(_delete(name, environment)))
        raise
    if shown != text:
        raise ChildError("changed the text on its way")


async def _delete(name: str, environment: Mapping[str, str]) -> None:
    with contextlib.suppress(ChildError):
        await _tmux(
            "delete-buffer", "-b", name, environment=environment, timeout=TMUX_DELETE_TIMEOUT
        )


async def _tmux(
    *arguments: str,
    environment: Mapping[str, str],
    given: str = "",
    timeout: float = TMUX_TIMEOUT,  # noqa: ASYNC109 - the error names the limit
) -> str:
    argv = ("tmux", *arguments)
    # A tmux that can't talk to its server, such as that of tmate, complains and ends with 0.
    printed = await run(
        argv, timeout=timeout, environment=environment, given=given, must_print=True
    )
    return printed.decode(errors="replace")


def _only_client(listed: str, pane: str | None) -> str:
    rows = [line.split(" ", 3) for line in listed.splitlines()]
    sessions = {row[2] for row in rows if row[0] == "pane" and pane in (None, row[1])}
    clients = [row[2:] for row in rows if row[0] == "client" and row[1] in sessions]
    if not clients:
        raise NotCopied("no terminal shows this tmux session")
    if len(clients) > 1:
        reason = f"this tmux session is shown in {len(clients)} terminals"
        raise NotCopied(f"{reason}, and it could reach another person's clipboard")
    features, name = clients[0]
    if "clipboard" not in features.split(","):
        raise NotCopied("tmux knows of no clipboard in the terminal around it")
    return name
