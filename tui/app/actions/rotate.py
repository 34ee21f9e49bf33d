"""Rotate a key: create, deliver and prove a successor; the key stays valid until it is unused."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from .action import Action, on_a_stable_key

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...api.models import Verification
    from ...workflows.issue_secret import Credentials, IssuedSecret, SecretIssuer
    from ...workflows.plan_rotation import NoRoom, RotationError, RotationPlan
    from ...workflows.rotate import Rotator
    from ..dialogs.secret.issue_secret import IssueSecret
    from .context import ActionContext

_ABANDON = "The successor may exist already, and its secret would be lost."
_IN_PLACE = "In place: no twin is needed, but the old secret stops working at once."


async def rotate(context: ActionContext, key: AccessKey) -> None:
    """Refresh the list, and begin the rotation of a key, or show its current one."""
    from .show_rotation import load_list, offer_steps

    # In an old list a name may look free, or the key unused.
    if (found := await load_list(context, key)) is None:
        return
    status = await context.rotations.status_in(found, key.id)
    listed = next((each for each in found.keys if each.id == key.id), None)
    if status is not None:
        await offer_steps(context, listed or key, status)
    elif listed is None:
        context.notify(f"{key.name} was not rotated: it no longer exists.", severity="warning")
    else:
        await begin(context, listed, found.keys)


async def begin(
    context: ActionContext, key: AccessKey, listed: tuple[AccessKey, ...], *, anew: bool = False
) -> None:
    """Begin the rotation of a key, or explain why it can't be rotated.

    Args:
        context: The list.
        listed: All of the user's keys, as just loaded.
        anew: Whether to ignore rotations that were only recognised by names and dates.
    """
    from ...api.key_name import KEY_QUOTA
    from ...workflows.plan_rotation import RotationError, no_room, plan_rotation

    session = context.session
    keys = tuple(map(session.disguise.real_key, listed))
    real = session.disguise.real_key(key)
    try:
        plan = plan_rotation(real, keys, context.rotations.statuses, anew=anew)
    except RotationError as error:
        await _explain(context, key, error)
        return
    if plan.resumed is None and len(keys) >= KEY_QUOTA:
        reason = f"You have {len(keys)} of {KEY_QUOTA} keys, so {key.name} gets no successor."
        await _make_room(context, key, no_room(plan, reason, session.filter_context))
    else:
        await carry_out(context, key, plan)


async def carry_out(context: ActionContext, key: AccessKey, plan: RotationPlan) -> None:
    """Ask for confirmation, carry out a plan, deliver the secret and prove it."""
    from ...workflows.issue_secret import SecretIssuer
    from ...workflows.own_sign_in import stale_sign_in
    from ...workflows.plan_rotation import RotationError
    from ...workflows.rotate import Rotator
    from ..dialogs.requests.request_dialog import Done, Lost
    from .own_profile import offer_profile
    from .show_rotation import show_rotation

    session = context.session
    issuer = SecretIssuer(session, context.notes)
    proved: Credentials | None = None
    rotator = Rotator(session, context.rotations.journal, issuer, plan)
    # Read before the session switches to the successor.
    stale = stale_sign_in(session, rotator)
    async with AsyncExitStack() as lock:
        outcome = await context.ask(_dialog(context, key, rotator, issuer, lock))
        if isinstance(outcome, Done) and not isinstance(outcome.value, RotationError):
            proved = await _deliver_and_prove(context, key, rotator, issuer, outcome.value)
    match outcome:
        case Done(value=RotationError() as error):
            issuer.settle()
            await _explain(context, key, error)
        case Done():
            # After the lock is released: the reload would take it for another program's.
            context.loader.reload()
            if stale and proved is not None:
                await offer_profile(context, stale, proved)
        case Lost():
            context.session.count_change()
            issuer.settle()
            await show_rotation(context, key)


def _dialog(
    context: ActionContext,
    key: AccessKey,
    rotator: Rotator,
    issuer: SecretIssuer,
    lock: AsyncExitStack,
) -> IssueSecret[IssuedSecret | RotationError]:
    """Return the dialog, whose request acquires the lock for the steps that follow."""
    from ...workflows.plan_rotation import RotationError
    from ..dialogs.requests.rotate_summary import rotate_summary
    from ..dialogs.secret.issue_secret import IssueSecret
    from ..dialogs.secret.send_and_save import send_and_save

    family = rotator.plan.family

    async def send() -> IssuedSecret:
        # A failure, such as of the journal, releases the lock, so that the user can retry.
        async with AsyncExitStack() as attempt:
            await attempt.enter_async_context(rotator.locked())
            issued = await rotator.issue()
            lock.push_async_exit(attempt.pop_all())
        return issued

    async def issue(
        dialog: IssueSecret[IssuedSecret | RotationError],
    ) -> IssuedSecret | RotationError:
        try:
            return await send_and_save(dialog, issuer, family, send)
        except RotationError as error:
            # The caller offers another step.
            return error

    summary = rotate_summary(key, rotator.plan, context.session)
    return IssueSecret(context.session, summary, issuer, family, issue, _ABANDON)


async def _deliver_and_prove(
    context: ActionContext,
    key: AccessKey,
    rotator: Rotator,
    issuer: SecretIssuer,
    issued: IssuedSecret,
) -> Credentials | None:
    """Deliver and prove the secret; return the successor's credentials if they work."""
    from .create import add_to_list
    from .regenerate import deliver

    add_to_list(context, issued)
    context.move_to(key.id)
    result = await deliver(context, issued, issuer)
    new = issued.credentials.name
    context.dismiss_notes(rotator.rotation.successor.name)
    if not result.places:
        context.notify(_lost_text(key.name, new), severity="warning")
        return None
    await rotator.delivered(result.places, certain=result.certain)
    works = not result.ending and await _prove(context, key.name, rotator, issued)
    return issued.credentials if works else None


def _lost_text(old: str, new: str) -> str:
    from ..keymap import key_name

    return (
        f"The secret of {new} may have reached nobody: {old} stays valid. "
        f"{key_name(ROTATE.id)} delivers another one."
    )


async def _prove(context: ActionContext, old: str, rotator: Rotator, issued: IssuedSecret) -> bool:
    from ..dialogs.requests.request_dialog import Done
    from ..dialogs.requests.send_now import SendNow

    new = issued.credentials.name
    dialog: SendNow[Verification] = SendNow(
        f"Proving {new}",
        lambda: rotator.prove(issued.credentials),
        progress_text="Signing in with it…",
        abandon_text="Whether it works is not known then.",
    )
    outcome = await context.ask(dialog)
    if not isinstance(outcome, Done):
        context.notify(f"Whether {new} works is not known: the watch begins with its first use.")
        return False
    _notify_proof(context, old, new, rotator, outcome.value)
    return outcome.value.accepted


def _notify_proof(
    context: ActionContext, old: str, new: str, rotator: Rotator, verification: Verification
) -> None:
    from ...listing.rotation import Stage
    from ...listing.usage import span
    from ..keymap import key_name

    see = key_name(ROTATE.id)
    if not verification.accepted:
        text = f"{verification.reason} So {old} stays valid. {see} delivers again."
        context.notify(text, title=f"{new} does not work", severity="error")
        return
    needed = span(max(context.session.quiet_for, rotator.rotation.token_life))
    if rotator.rotation.stage is Stage.WAITING:
        context.notify(
            f"{new} works. {old} waits until nothing has signed in with it for {needed}."
        )
    else:
        context.notify(f"{new} works. The watch of {old} begins with a use of {new}.")
    for problem in rotator.problems:
        text = context.session.disguise.text(f"The journal is not up to date: {problem}")
        context.notify(text, severity="warning")


async def _explain(context: ActionContext, key: AccessKey, error: RotationError) -> None:
    """Explain why a rotation can't begin or continue, and offer the next step."""
    from ...workflows.plan_rotation import AlreadyRotating, NoRoom, OnlyAssumed
    from ..dialogs.keys.rotation_step import ChooseStep, RotationStep
    from .show_rotation import show_rotation

    if isinstance(error, NoRoom):
        await _make_room(context, key, error)
    elif isinstance(error, (AlreadyRotating, OnlyAssumed)):
        await show_rotation(context, key)
    else:
        text = context.session.disguise.text(str(error))
        dialog = ChooseStep("Rotation", key.name, (), (text,), RotationStep.SEE)
        if await context.ask(dialog) is RotationStep.SEE:
            await show_rotation(context, key)


async def _make_room(context: ActionContext, key: AccessKey, error: NoRoom) -> None:
    from ..dialogs.keys.rotation_step import ChooseStep, RotationStep
    from .delete import delete
    from .regenerate import regenerate
    from .show_rotation import show_rotation

    keys = {listed.id: listed for listed in context.listing.keys or ()}
    ready = [
        keys[s.predecessor.id] for s in error.ready if s.predecessor and s.predecessor.id in keys
    ]
    stale = [keys[each.id] for each in error.stale if each.id in keys]
    texts = [context.session.disguise.text(str(error))]
    steps = []
    if ready:
        texts.append(f"The rotation of {ready[0].name} is ready to be finished.")
        steps.append(RotationStep.OTHER)
    if stale:
        texts.append(f"Nothing has used {stale[0].name} for a long time: deleting it makes room.")
        steps.append(RotationStep.STALE)
    dialog = ChooseStep(
        "No room to rotate", key.name, (), (*texts, _IN_PLACE), *steps, RotationStep.IN_PLACE
    )
    match await context.ask(dialog):
        case RotationStep.OTHER:
            await show_rotation(context, ready[0])
        case RotationStep.STALE:
            context.move_to(stale[0].id)
            await delete(context, stale[0])
        case RotationStep.IN_PLACE:
            await regenerate(context, key)


ROTATE = Action(
    "key.rotate",
    "Rotate",
    "Replace it by a twin without downtime, or go on with that",
    lambda context: context.start_on_key(rotate),
    on_a_stable_key,
    changes=True,
)
