"""Steps of the two dialogs that issue a secret: create and regenerate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ....delivery.private_file import AlreadyThere
from ..base.save_form import replace_question
from ..base.yes_no import ask
from .save_to_field import SaveToField

if TYPE_CHECKING:
    from ....api.errors import ApiError
    from ....delivery.private_file import SaveError
    from ....workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..requests.request_dialog import RequestDialog


async def send_and_save(
    dialog: RequestDialog[IssuedSecret],
    issuer: SecretIssuer,
    send: Callable[[], Awaitable[IssuedSecret]],
) -> IssuedSecret:
    """Check that the file can be written, request the secret, and save it before it is drawn.

    No key press between the response and the end of saving loses the secret.
    """
    path = dialog.query_one(SaveToField).path
    if path != issuer.save_to:
        issuer.save_to, issuer.replace_it = path, False
    await issuer.check()
    issued = await send()
    dialog.answered = True
    if path is not None:
        dialog.say(dialog.delivery_text)
    return await issuer.save(issued)


def offer_to_replace(
    dialog: RequestDialog[IssuedSecret], issuer: SecretIssuer, error: ApiError | SaveError
) -> None:
    """Ask whether a file of the user's own may be replaced, if that is why nothing was sent."""

    def replace() -> None:
        issuer.replace_it = True
        dialog.submit()

    if isinstance(error, AlreadyThere) and issuer.save_to is not None:
        ask(dialog, replace_question(issuer.save_to), replace)
