"""Rotate a key: a successor is created, delivered and proved; the key then waits for its end."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from .action import Action, on_a_stable_key

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...api.models import Verification
    from ...listing.coverage import AnyKeyList
    from ...listing.rotation_state import RotationStatus
    from ...workflows.issue_secret import IssuedSecret, SecretIssuer
    from ...workflows.plan_rotation import NoRoom, RotationError, RotationPlan
    from ...workflows.rotate import Rotator
    from ..dialogs.keys.rotation_step import RotationStep
    from .desk import Desk

_IN_PLACE = "Replaced in place, a key keeps its place, but its old secret dies at once: downtime."


def _rotate_picked(desk: Desk) -> None:
    if (key := desk.pick()) is not None:
        desk.steps.start(rotate(desk, key))


async def rotate(desk: Desk, key: AccessKey) -> None:
    """Begin the rotation of a key, or show the one that it is in."""
    if key.id in desk.session.rotations:
        await show_rotation(desk, key)
    else:
        await _begin(desk, key, anew=False)


async def _begin(desk: Desk, key: AccessKey, *, anew: bool) -> None:
    from ...api.key_name import KEY_QUOTA
    from ...workflows.plan_rotation import RotationError, no_room, plan_rotation

    session = desk.session
    keys = tuple(map(session.disguise.real_key, desk.listing.keys or ()))
    real = session.disguise.real_key(key)
    try:
        plan = plan_rotation(real, keys, desk.rotations.statuses, anew=anew)
    except RotationError as error:
        await _explain(desk, key, error)
        return
    if plan.going_on is None and len(keys) >= KEY_QUOTA:
        reason = f"You have {len(keys)} of {KEY_QUOTA} keys, so {key.name} gets no successor."
        await _make_room(desk, key, no_room(plan, reason, session.filter_context))
    else:
        await _carry_out(desk, key, plan)


async def _carry_out(desk: Desk, key: AccessKey, plan: RotationPlan) -> None:
    from ...workflows.issue_secret import SecretIssuer
    from ...workflows.plan_rotation import RotationError
    from ...workflows.rotation_attempt import RotationAttempt
    from ..dialogs.requests.request_dialog import Done, Lost
    from ..dialogs.requests.rotate_summary import rotate_summary
    from ..dialogs.secret.rotate import Rotate

    session = desk.session
    issuer = SecretIssuer(session, desk.notes)
    summary = rotate_summary(
        key,
        plan,
        now=session.now(),
        limits=session.limits,
        own_client_id=session.client_id,
        quiet_for=session.quiet_for,
    )
    async with AsyncExitStack() as lock:
        attempt = RotationAttempt(session, desk.rotations.journal, issuer, plan, lock)
        dialog = Rotate(session, summary, issuer, plan.family, attempt.issue)
        outcome = await desk.ask(dialog)
        if isinstance(outcome, Done) and not isinstance(outcome.value, RotationError):
            await _deliver_and_prove(desk, key, attempt.rotator, issuer, outcome.value)
    match outcome:
        case Done(value=RotationError() as error):
            issuer.settle()
            await _explain(desk, key, error)
        case Done():
            # Not before the lock is open, which would be seen as another program's.
            desk.loader.reload()
        case Lost():
            issuer.settle()
            await show_rotation(desk, key)


async def _deliver_and_prove(
    desk: Desk, key: AccessKey, rotator: Rotator, issuer: SecretIssuer, issued: IssuedSecret
) -> None:
    from ..dialogs.requests.request_dialog import Done
    from ..dialogs.requests.send_now import SendNow
    from .create import add_to_list
    from .regenerate import deliver

    add_to_list(desk, issued)
    desk.move_to(key.id)
    result = await deliver(desk, issued, issuer)
    new = issued.credentials.name
    desk.put_aside(rotator.rotation.successor.name)
    if not result.places:
        desk.tell(_given_up(key.name, new), severity="warning")
        return
    await rotator.delivered(result.places)
    if result.ending:
        return
    dialog: SendNow[Verification] = SendNow(
        f"Proving {new}",
        lambda: rotator.prove(issued.credentials),
        progress_text="Signing in with it…",
        abandon_text="Whether it works is not known then.",
    )
    outcome = await desk.ask(dialog)
    if isinstance(outcome, Done):
        _tell_proof(desk, key.name, new, rotator, outcome.value)
    else:
        desk.tell(f"Whether {new} works is not known: the watch begins with its first use.")


def _given_up(old: str, new: str) -> str:
    from ..keymap import key_name

    return (
        f"Nobody has the secret of {new}: {old} goes on as before. {key_name(ROTATE.id)} goes on."
    )


def _tell_proof(
    desk: Desk, old: str, new: str, rotator: Rotator, verification: Verification
) -> None:
    from ...listing.rotation_state import span
    from ..keymap import key_name

    see = key_name(ROTATE.id)
    if not verification.accepted:
        text = f"{verification.reason} So {old} goes on as before. {see} delivers again."
        desk.tell(text, title=f"{new} does not work", severity="error")
        return
    needed = span(max(desk.session.quiet_for, rotator.rotation.token_life))
    desk.tell(f"{new} works. {old} waits until nothing has signed in with it for {needed}.")
    for problem in rotator.problems:
        desk.tell(f"The journal is not up to date: {problem}", severity="warning")


async def _explain(desk: Desk, key: AccessKey, error: RotationError) -> None:
    """Show why a rotation did not begin or go on, and offer the step from there."""
    from ...workflows.plan_rotation import AlreadyRotating, NoRoom, OnlyAssumed
    from ..dialogs.keys.rotation_step import RotationStep, RotationStory

    if isinstance(error, NoRoom):
        await _make_room(desk, key, error)
    elif isinstance(error, (AlreadyRotating, OnlyAssumed)):
        await show_rotation(desk, key)
    else:
        text = desk.session.disguise.text(str(error))
        story = RotationStory(f"Rotating {key.name}", (), (text,), RotationStep.SEE)
        if await desk.ask(story) is RotationStep.SEE:
            await show_rotation(desk, key)


async def _make_room(desk: Desk, key: AccessKey, error: NoRoom) -> None:
    from ..dialogs.keys.rotation_step import RotationStep, RotationStory
    from .delete import delete
    from .regenerate import regenerate

    keys = {listed.id: listed for listed in desk.listing.keys or ()}
    ready = [
        keys[s.predecessor.id] for s in error.ready if s.predecessor and s.predecessor.id in keys
    ]
    stale = [keys[each.id] for each in error.stale if each.id in keys]
    texts = [desk.session.disguise.text(str(error))]
    steps = []
    if ready:
        texts.append(f"The rotation of {ready[0].name} is ready to be finished.")
        steps.append(RotationStep.OTHER)
    if stale:
        texts.append(f"Nothing has used {stale[0].name} for long: deleting it makes room.")
        steps.append(RotationStep.STALE)
    story = RotationStory(
        f"No room to rotate {key.name}", (), (*texts, _IN_PLACE), *steps, RotationStep.IN_PLACE
    )
    match await desk.ask(story):
        case RotationStep.OTHER:
            await show_rotation(desk, ready[0])
        case RotationStep.STALE:
            desk.move_to(stale[0].id)
            await delete(desk, stale[0])
        case RotationStep.IN_PLACE:
            await regenerate(desk, key)


async def show_rotation(desk: Desk, key: AccessKey) -> None:
    """Load the list, and show the rotation that a key is in, with the steps from there."""
    if (status := await _status_now(desk, key)) is not None:
        await _offer_steps(desk, key, status)


async def _status_now(desk: Desk, key: AccessKey) -> RotationStatus | None:
    """Load the list, and return the rotation that a key is in; tell it if there is none."""
    from ..dialogs.requests.request_dialog import Done
    from ..dialogs.requests.send_now import SendNow

    # Only a list of now tells whether something has used the predecessor.
    loading: SendNow[AnyKeyList | None] = SendNow(
        f"Rotation of {key.name}",
        desk.loader.relist,
        progress_text="Loading the list…",
        abandon_text="The list is not loaded yet.",
    )
    outcome = await desk.ask(loading)
    if not isinstance(outcome, Done) or outcome.value is None:
        return None
    status = await desk.rotations.status_in(outcome.value, key.id)
    if status is None:
        desk.tell(f"{key.name} is in no rotation.")
    return status


async def _offer_steps(desk: Desk, key: AccessKey, status: RotationStatus) -> None:
    from ...listing.rotation_facts import rotation_facts
    from ..dialogs.keys.rotation_step import RotationStory

    show = desk.session.disguise.text
    facts = [
        fact._replace(text=show(fact.text))
        for fact in rotation_facts(key, status, desk.session.now())
    ]
    steps = _steps_of(status)
    texts = map(show, (status.text, *status.notes, *_meanings(status, steps)))
    story = RotationStory(f"Rotation of {key.name}", facts, tuple(texts), *steps, safe="Wait")
    if (step := await desk.ask(story)) is not None:
        await _take_step(desk, key, status, step)


def _steps_of(status: RotationStatus) -> tuple[RotationStep, ...]:
    from ...listing.rotation_state import RotationState
    from ..dialogs.keys.rotation_step import RotationStep

    if status.is_busy or status.predecessor is None or status.successor is None:
        return ()
    finish = (RotationStep.FINISH,) if status.state is RotationState.READY else ()
    # A successor that is only supposed to be one, and in use, gets no other secret.
    is_safe = status.state is RotationState.UNFINISHED or not status.rotation.assumed
    again = (RotationStep.AGAIN,) if is_safe else ()
    anew = (RotationStep.ANEW,) if status.rotation.assumed else ()
    return (*finish, *again, RotationStep.BACK, *anew)


def _meanings(status: RotationStatus, steps: tuple[RotationStep, ...]) -> tuple[str, ...]:
    """Return a sentence about the steps whose words don't say enough."""
    from ..dialogs.keys.rotation_step import RotationStep

    old, new = status.rotation.predecessor.name, status.rotation.successor.name
    meanings = {
        RotationStep.AGAIN: f"{RotationStep.AGAIN.value}: another secret for {new}.",
        RotationStep.BACK: f"{RotationStep.BACK.value}: delete {new}, and keep {old}.",
        RotationStep.ANEW: f"{RotationStep.ANEW.value}: {old} gets another successor.",
    }
    told = " ".join(text for step, text in meanings.items() if step in steps)
    return (told,) if told else ()


async def _take_step(
    desk: Desk, key: AccessKey, status: RotationStatus, step: RotationStep
) -> None:
    from ...workflows.plan_rotation import plan_delivery_again
    from ..dialogs.keys.rotation_step import RotationStep
    from .delete import delete

    if status.predecessor is None or status.successor is None:
        return
    shown = desk.session.disguise.key
    old, new = shown(status.predecessor), shown(status.successor)
    if step is RotationStep.ANEW:
        await _begin(desk, key, anew=True)
    elif step is RotationStep.AGAIN:
        keys = tuple(map(desk.session.disguise.real_key, desk.listing.keys or ()))
        await _carry_out(desk, old, plan_delivery_again(status, keys, desk.rotations.statuses))
    elif step is RotationStep.FINISH:
        await _finish(desk, old)
    else:
        desk.move_to(new.id)
        await delete(desk, new)


async def _finish(desk: Desk, old: AccessKey) -> None:
    """Delete a predecessor, unless a list of now tells that it is not ready after all."""
    from ...workflows.finish_rotation import delete_obstacle
    from .delete import delete

    if (status := await _status_now(desk, old)) is None:
        return
    session = desk.session
    offset = (await session.service()).clock_offset
    if obstacle := delete_obstacle(session, status, offset):
        desk.tell(session.disguise.text(obstacle), severity="warning")
        return
    desk.move_to(old.id)
    await delete(desk, old)


ROTATE = Action(
    "key.rotate",
    "Rotate",
    "Replace it by a twin without downtime, or go on with that",
    _rotate_picked,
    on_a_stable_key,
    changes=True,
)
