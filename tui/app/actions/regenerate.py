"""Regenerate a secret, and deliver a new one, whether of a new key or of an old one."""

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
    from .desk import Desk

_OLD_ONE = "The old secret may be invalid already; a new one replaces both."
_WHILE_IT_LIVES = "This session can regenerate it only until its token expires: do it now."


async def regenerate(desk: Desk, key: AccessKey) -> None:
    """Replace a key's secret, after asking, and deliver the new one."""
    from ...workflows.issue_secret import SecretIssuer
    from ..dialogs.requests.change_summary import regenerate_summary
    from ..dialogs.secret.issue_secret import IssueSecret
    from ..dialogs.secret.send_and_save import send_and_save
    from .details import rotation_facts_of
    from .show_rotation import show_rotation

    session = desk.session
    status = session.rotations.get(key.id)
    if status and not status.rotation.assumed and key.id == status.rotation.successor.id:
        # The secret that was delivered and proved is void, so the watch begins anew.
        await show_rotation(desk, key)
        return
    summary = regenerate_summary(key, session, rotation_facts_of(key, session))
    issuer = SecretIssuer(session, desk.notes)
    name = session.disguise.real_key(key).name
    dialog: IssueSecret[IssuedSecret] = IssueSecret(
        session,
        summary,
        issuer,
        name,
        lambda dialog: send_and_save(dialog, issuer, name, lambda: issuer.regenerate(key)),
        "The old secret may be invalid already, and the new one would be lost.",
    )
    await _finish(desk, key, issuer, await desk.ask(dialog))


async def renew(desk: Desk, key: AccessKey, targets: tuple[Target, ...] = ()) -> None:
    """Replace a secret that nobody can have, so there is nothing to ask about.

    Args:
        desk: The list.
        targets: The target that was chosen for the lost secret.
    """
    from ...workflows.issue_secret import SecretIssuer
    from ..dialogs.requests.send_now import SendNow
    from ..dialogs.secret.loaded_before import load_panel

    load_panel()
    issuer = SecretIssuer(desk.session, desk.notes)
    issuer.targets = targets
    dialog = SendNow(f"New secret for {key.name}", lambda: issuer.regenerate(key))
    await _finish(desk, key, issuer, await desk.ask(dialog))


async def _finish(
    desk: Desk, key: AccessKey, issuer: SecretIssuer, outcome: Done[IssuedSecret] | Lost | None
) -> None:
    from ..dialogs.requests.lost_answer import LostAnswer, WayOut
    from ..dialogs.requests.request_dialog import Done, Lost

    match outcome:
        case Done(value=issued):
            await deliver(desk, issued, issuer)
        case Lost(error=error):
            text = _OLD_ONE
            if key.client_id == desk.session.client_id:
                text = f"{text} {_WHILE_IT_LIVES}"
            act = f"New secret for {key.name}"
            way = await desk.ask(LostAnswer(act, text, error.event, WayOut.NEW_SECRET))
            issuer.settle()
            if way is WayOut.NEW_SECRET:
                await renew(desk, key, issuer.targets)


async def deliver(desk: Desk, issued: IssuedSecret, issuer: SecretIssuer) -> PanelResult:
    """Open the secret panel, which delivers to the chosen target, and do what is wanted after it.

    The result says what the user wanted, and which targets took the secret.
    """
    from ...delivery.print_at_exit import Printout
    from ..dialogs.secret.panel_result import PanelResult
    from ..dialogs.secret.secret_panel import SecretPanel

    # A note of an earlier run is about a secret that is void by now.
    desk.put_aside(issued.credentials.real.name)
    panel = SecretPanel(issued, desk.session, desk.clipboard, issuer)
    result = await desk.ask(panel) or PanelResult()
    name = issued.credentials.name
    if result.to_print is None:
        issuer.settle()
    else:
        printout = Printout(name, result.to_print, issuer.settle, key_name(REGENERATE.id))
        desk.send(PrintRequested(printout))
    if result.ending:
        desk.quit_soon()
    else:
        _tell_where(desk, name, result)
        _offer_to_clear(desk)
        desk.loader.reload()
    return result


def _tell_where(desk: Desk, name: str, result: PanelResult) -> None:
    if result.arrived:
        known = " ".join(outcome.text for outcome in result.arrived)
        desk.tell(f"{name}: {known}")


def _offer_to_clear(desk: Desk) -> None:
    if desk.clipboard.copied_secret:
        clear = key_name("keys.clear_clipboard")
        desk.tell(f"The secret may still be on your clipboard: {clear} clears it.")
        desk.refresh_bindings()


REGENERATE = Action(
    "key.regenerate",
    "New secret",
    "Replace its secret, after asking",
    lambda desk: desk.start_on_key(regenerate),
    on_a_stable_key,
    changes=True,
)
