"""Copy a client ID to the clipboard, and clear a secret from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .action import Action, on_a_key

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...delivery.outcome import Outcome
    from .desk import Desk


def _copy_picked(desk: Desk) -> None:
    if (key := desk.pick()) is not None:
        desk.work(_copy(desk, key), "clipboard")


async def _copy(desk: Desk, key: AccessKey) -> None:
    client_id = desk.session.disguise.real(key.client_id)
    _tell(desk, "Client ID", await desk.clipboard.copy_id(client_id))


async def _clear(desk: Desk) -> None:
    _tell(desk, "Clipboard", await desk.clipboard.clear())
    desk.refresh_bindings()


def _tell(desk: Desk, title: str, outcome: Outcome) -> None:
    desk.tell(outcome.text, title=title, severity="information" if outcome.left else "error")


COPY_ID = Action(
    "key.copy_id", "Copy client ID", "Copy it to your clipboard", _copy_picked, on_a_key
)

CLEAR_CLIPBOARD = Action(
    "keys.clear_clipboard",
    "Clear clipboard",
    "Clear a secret from the clipboard",
    lambda desk: desk.work(_clear(desk), "clipboard"),
    lambda view: True if view.may_hold_secret else None,
)
