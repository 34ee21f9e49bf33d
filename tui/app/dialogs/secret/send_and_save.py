"""Request of the dialogs that issue a secret, from the checks to saving it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from .deliver_to import DeliverTo
from .preload import preload_panel

if TYPE_CHECKING:
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..requests.request_dialog import RequestDialog


async def send_and_save(
    dialog: RequestDialog[Any],
    issuer: SecretIssuer,
    name: str,
    send: Callable[[], Awaitable[IssuedSecret]],
) -> IssuedSecret:
    """Check that the destination can take the secret, request it, and save it if that is a file.

    No key press between the response and the end of saving loses the secret. Targets get it from
    the panel, which keeps it if a delivery fails.

    Args:
        dialog: The dialog, with a field for the destination.
        issuer: The request.
        name: The key's real name.
        send: Sends the request.
    """
    field = dialog.query_one(DeliverTo)
    field.apply(issuer)
    preload_panel()
    await issuer.check(name)
    field.remember()
    issued = await send()
    dialog.answered = True
    if issuer.save_to is not None:
        dialog.say(dialog.delivery_text)
    return await issuer.save(issued)
