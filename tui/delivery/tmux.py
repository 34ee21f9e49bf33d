"""Copies by way of the tmux that the program runs in.

OSC 52 alone is swallowed by tmux's default settings; `load-buffer -w` passes it on to the terminal
that tmux itself is shown in.
"""

from __future__ import annotations

from .child import ChildError, run
from .outcome import Outcome, failed, sent

_BUFFER = "runai-keys-copy"


async def copy_by_tmux(text: str) -> Outcome:
    """Hand a text to the outer terminal's clipboard and leave no paste buffer behind."""
    try:
        client = await _only_client()
        await run("tmux", "load-buffer", "-b", _BUFFER, "-w", "-t", client, "-", given=text)
        await run("tmux", "delete-buffer", "-b", _BUFFER)
    except ChildError as error:
        return failed(f"{error}. Save it to a file, or reveal it.")
    return sent("tmux")


async def _only_client() -> str:
    session = (await run("tmux", "display-message", "-p", "#{session_id}")).strip()
    listed = await run(
        "tmux", "list-clients", "-t", session, "-F", "#{client_name}\t#{client_termfeatures}"
    )
    clients = [line.split("\t") for line in listed.splitlines()]
    if len(clients) != 1:
        # It would go to whoever typed last.
        raise ChildError(f"this tmux session is shown in {len(clients)} terminals")
    name, features = clients[0]
    if "clipboard" not in features.split(","):
        raise ChildError("the terminal around tmux is not known to have a clipboard")
    return name
