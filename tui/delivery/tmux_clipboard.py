"""Copies through the tmux that the program runs in.

tmux drops OSC 52 by default; `load-buffer -w` passes the text on to the terminal around tmux.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import replace

from .ancestors import ancestors
from .child_process import ChildError, within
from .limits import TMUX_DELETE_TIMEOUT, TMUX_LOOK_TIMEOUT, TMUX_TIMEOUT
from .outcome import NotCopied
from .recognise_terminal import identify, recognise_by_environment
from .terminal import Around, Osc52, Terminal
from .terminals import MOSH, PRINTS_LONG, UNKNOWN
from .tmux import TmuxClient, TmuxView, ask_tmux, look_at_tmux

_IDLE = 5
"""Seconds without a key press after which the user must be at another terminal."""


async def look_around(environment: Mapping[str, str]) -> Around:
    """Identify the terminal around tmux; never raises."""
    try:
        view = await look_at_tmux(environment, TMUX_LOOK_TIMEOUT)
        client = _only_client(view)
    except ChildError:
        return Around()
    except NotCopied as error:
        return Around(refusal=str(error))
    return Around(_mosh_around(view, client) or _terminal_of(client), _no_clipboard(client))


def _mosh_around(view: TmuxView, client: TmuxClient) -> Terminal | None:
    """Return mosh if it is around tmux; it passes on only copies that name the clipboard."""
    if "mosh-server" not in ancestors(client.process):
        return None
    if view.names_clipboard:
        return MOSH
    setting = "terminal-overrides, as in README,"
    return replace(MOSH, osc52=Osc52.DROPS, name="mosh around tmux", setting=setting)


def _terminal_of(client: TmuxClient) -> Terminal:
    """Recognise the terminal around tmux, with its handling of copies by tmux."""
    variables = {"TERM": client.term}
    if client.type:
        terminal = identify(client.type, "", "", variables)
    else:
        terminal = recognise_by_environment(variables)
    if terminal.is_tmux:
        setting = "set-clipboard (which keeps a copy in a paste buffer)"
        return replace(terminal, osc52=Osc52.DROPS, setting=setting)
    if terminal.osc52 is Osc52.UNKNOWN and client.term.startswith("screen"):
        return Terminal("a GNU screen or old tmux around this one", Osc52.DROPS)
    if terminal.osc52 is Osc52.UNKNOWN:
        # Some terminals that can't be recognised print longer texts.
        return replace(UNKNOWN, limit=PRINTS_LONG)
    return replace(terminal, limit=terminal.limit_behind_tmux or terminal.limit)


def _no_clipboard(client: TmuxClient) -> str:
    if "clipboard" in client.features:
        return ""
    return "tmux knows of no clipboard in the terminal around it"


async def send_by_tmux(text: str, environment: Mapping[str, str]) -> None:
    """Copy a text to the clipboard of the terminal around tmux, without leaving a paste buffer.

    Raises:
        NotCopied: tmux failed, or the text could have reached another person.
    """
    is_sent = False
    try:
        async with within(TMUX_TIMEOUT):
            client = _only_client(await look_at_tmux(environment, TMUX_TIMEOUT))
            if reason := _no_clipboard(client):
                raise NotCopied(reason)
            is_sent = True
            await _load(text, client.name, environment)
    except ChildError as error:
        raise NotCopied(f"tmux {error}", may_have_left=is_sent) from error


async def _load(text: str, client: str, environment: Mapping[str, str]) -> None:
    name = f"runai-keys-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        # A single command, so that tmux deletes the buffer even if this program is killed.
        shown = await ask_tmux(
            *("load-buffer", "-b", name, "-w", "-t", client, "-", ";"),
            *("show-buffer", "-b", name, ";", "delete-buffer", "-b", name),
            environment=environment,
            stdin=text,
        )
    except BaseException:
        await asyncio.shield(asyncio.ensure_future(_delete(name, environment)))
        raise
    if shown != text:
        raise ChildError("changed the text on its way")


async def _delete(name: str, environment: Mapping[str, str]) -> None:
    with contextlib.suppress(ChildError):
        await ask_tmux(
            "delete-buffer", "-b", name, environment=environment, timeout=TMUX_DELETE_TIMEOUT
        )


def _only_client(view: TmuxView) -> TmuxClient:
    terminals = view.terminals
    if len(terminals) == 1:
        return terminals[0]
    if terminals:
        reason = f"this tmux session is shown in {len(terminals)} terminals"
        reached = f"{reason}, and it could reach another person's clipboard"
        raise NotCopied(f"{reached}: {_detach_others(terminals)}")
    if view.clients:
        raise NotCopied("only a program controls this tmux session, and tmux copies nothing to it")
    raise NotCopied("no terminal shows this tmux session")


def _detach_others(terminals: tuple[TmuxClient, ...]) -> str:
    """Return advice that never detaches the user's own terminal."""
    *others, own = sorted(terminals, key=lambda client: client.active_at)
    if own.active_at - others[-1].active_at < _IDLE:
        return "detach the others, which tmux lists by prefix D"
    return (
        "; ".join(f"tmux detach-client -t {client.name}" for client in others)
        + " detaches "
        + ("the other" if len(others) == 1 else "the others")
    )
