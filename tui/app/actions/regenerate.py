"""Regenerate a secret, and deliver the secret of a new or an existing key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keymap import key_name
from ..messages import PrintRequested
from .action import Action, on_a_stable_key

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...delivery.target import Target
    from ...workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..dialogs.requests.request_dialog import Done, Lost
    from ..dialogs.secret.panel_result import PanelResult
    from .context import ActionContext

_MAY_BE_INVALID = "The old secret may be invalid already; a new one replaces both."
_BEFORE_EXPIRY = "This session can regenerate it only until its token expires: do it now."


async def regenerate(context: ActionContext, key: AccessKey) -> None:
    """Replace a key's secret, after asking, and deliver the new one."""
    from ...workflows.issue_secret import SecretIssuer
    from ..dialogs.requests.change_summary import regenerate_summary
    from ..dialogs.secret.issue_secret import IssueSecret
    from ..dialogs.secret.send_and_save import send_and_save
    from .details import rotation_facts_of
    from .show_rotation import show_rotation

    session = context.session
    status = session.rotations.get(key.id)
    if status and not status.rotation.assumed and key.id == status.rotation.successor.id:
        # A new secret voids the one that was delivered and proved, so the watch must restart.
        await show_rotation(context, key)
        return
    summary = regenerate_summary(key, session, rotation_facts_of(key, session))
    issuer = SecretIssuer(session, context.notes)
    name = session.disguise.real_key(key).name
    dialog: IssueSecret[IssuedSecret] = IssueSecret(
        session,
        summary,
        issuer,
        name,
        lambda dialog: send_and_save(dialog, issuer, name, lambda: issuer.regenerate(key)),
        "The old secret may be invalid already, and the new one would be lost.",
    )
    await _finish(context, key, issuer, await context.ask(dialog))


async def renew(context: ActionContext, key: AccessKey, targets: tuple[Target, ...] = ()) -> None:
    """Replace a secret without asking, as nobody can have it.

    Args:
        context: The list.
        key: The key.
        targets: The targets chosen for the lost secret.
    """
    from ...workflows.issue_secret import SecretIssuer
    from ..dialogs.requests.send_now import SendNow
    from ..dialogs.secret.preload import preload_panel

    preload_panel()
    issuer = SecretIssuer(context.session, context.notes)
    issuer.targets = targets
    dialog = SendNow(f"New secret for {key.name}", lambda: issuer.regenerate(key))
    await _finish(context, key, issuer, await context.ask(dialog))


async def _finish(
    context: ActionContext,
    key: AccessKey,
    issuer: SecretIssuer,
    outcome: Done[IssuedSecret] | Lost | None,
) -> None:
    from ..dialogs.requests.lost_response import LostResponse, NextStep
    from ..dialogs.requests.request_dialog import Done, Lost

    match outcome:
        case Done(value=issued):
            await deliver(context, issued, issuer)
        case Lost(error=error):
            text = _MAY_BE_INVALID
            if key.client_id == context.session.client_id:
                text = f"{text} {_BEFORE_EXPIRY}"
            act = f"New secret for {key.name}"
            way = await context.ask(LostResponse(act, text, error.event, NextStep.NEW_SECRET))
            issuer.settle()
            if way is NextStep.NEW_SECRET:
                await renew(context, key, issuer.targets)


async def deliver(
    context: ActionContext, issued: IssuedSecret, issuer: SecretIssuer
) -> PanelResult:
    """Open the secret panel, which delivers to the chosen target, then print or quit as requested.

    Returns:
        The user's requests, and the targets that took the secret.
    """
    from ...delivery.print_at_exit import Printout
    from ..dialogs.secret.panel_result import PanelResult
    from ..dialogs.secret.secret_panel import SecretPanel

    # Notes of earlier runs are about secrets that this one replaces.
    context.dismiss_notes(issued.credentials.real.name)
    panel = SecretPanel(issued, context.session, context.clipboard, issuer)
    result = await context.ask(panel) or PanelResult()
    name = issued.credentials.name
    if result.to_print is None:
        issuer.settle()
    else:
        printout = Printout(name, result.to_print, issuer.settle, key_name(REGENERATE.id))
        context.post_message(PrintRequested(printout))
    if result.ending:
        context.quit_soon()
    else:
        _notify_places(context, name, result)
        _offer_to_clear(context)
        context.loader.reload()
    return result


def _notify_places(context: ActionContext, name: str, result: PanelResult) -> None:
    if result.arrived:
        known = " ".join(outcome.text for outcome in result.arrived)
        context.notify(f"{name}: {known}")


def _offer_to_clear(context: ActionContext) -> None:
    if context.clipboard.copied_secret:
        clear = key_name("keys.clear_clipboard")
        context.notify(f"The secret may still be on your clipboard: {clear} clears it.")
        context.refresh_bindings()


REGENERATE = Action(
    "key.regenerate",
    "New secret",
    "Replace its secret, after asking",
    lambda context: context.start_on_key(regenerate),
    on_a_stable_key,
    changes=True,
)
