"""Steps of the dialogs that issue a secret."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from .deliver_to import DeliverTo
from .loaded_before import load_panel

if TYPE_CHECKING:
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..requests.request_dialog import RequestDialog


async def send_and_save(
    dialog: RequestDialog[Any],
    issuer: SecretIssuer,
    name: str,
    send: Callable[[], Awaitable[IssuedSecret]],
) -> IssuedSecret:
    """Check that the chosen place can take the secret, request it, and save it if that is a file.

    No key press between the response and the end of saving loses the secret. To a target it is
    delivered by the panel, which can hold on to it.

    Args:
        dialog: The dialog, with a field for the place.
        issuer: The request.
        name: The key's real name.
        send: Sends the request.
    """
    field = dialog.query_one(DeliverTo)
    field.apply(issuer)
    load_panel()
    await issuer.check(name)
    field.remember()
    issued = await send()
    dialog.answered = True
    if issuer.save_to is not None:
        dialog.say(dialog.delivery_text)
    return await issuer.save(issued)
