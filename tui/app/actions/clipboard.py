"""Copy a client ID to the clipboard, and clear a secret from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .action import Action, on_a_key

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...delivery.outcome import Outcome
    from .context import ActionContext


def _copy_picked(context: ActionContext) -> None:
    if (key := context.pick()) is not None:
        context.run_worker(_copy(context, key), "clipboard")


async def _copy(context: ActionContext, key: AccessKey) -> None:
    client_id = context.session.disguise.real(key.client_id)
    _notify(context, "Client ID", await context.clipboard.copy_id(client_id))


async def _clear(context: ActionContext) -> None:
    _notify(context, "Clipboard", await context.clipboard.clear())
    context.refresh_bindings()


def _notify(context: ActionContext, title: str, outcome: Outcome) -> None:
    context.notify(outcome.text, title=title, severity="information" if outcome.left else "error")


COPY_ID = Action(
    "key.copy_id", "Copy client ID", "Copy it to your clipboard", _copy_picked, on_a_key
)

CLEAR_CLIPBOARD = Action(
    "keys.clear_clipboard",
    "Clear clipboard",
    "Clear a secret from the clipboard",
    lambda context: context.run_worker(_clear(context), "clipboard"),
    lambda view: True if view.may_hold_secret else None,
)
