"""Show a key's rotation, and take the next step: wait, finish, or go back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...listing.coverage import AnyKeyList
    from ...listing.rotation_state import RotationStatus
    from ..dialogs.keys.rotation_step import RotationStep
    from .context import ActionContext


async def show_rotation(context: ActionContext, key: AccessKey) -> None:
    """Refresh the list, and show a key's rotation with the possible steps."""
    if (status := await _status_now(context, key)) is not None:
        await offer_steps(context, key, status)


async def load_list(context: ActionContext, key: AccessKey) -> AnyKeyList | None:
    """Refresh and return the list; None if that failed, which the screen shows, or was stopped."""
    from ..dialogs.requests.load_now import LoadNow

    act, relist = f"Rotation of {key.name}", context.loader.relist
    loading: LoadNow[AnyKeyList] = LoadNow(act, relist, "Loading the list…")
    return await context.ask(loading)


async def _status_now(context: ActionContext, key: AccessKey) -> RotationStatus | None:
    """Refresh the list, and return a key's rotation; notify the user if there is none."""
    # Only a fresh list shows whether something has used the predecessor.
    if (found := await load_list(context, key)) is None:
        return None
    status = await context.rotations.status_in(found, key.id)
    if status is None:
        context.notify(f"{key.name} is in no rotation.")
    return status


async def offer_steps(context: ActionContext, key: AccessKey, status: RotationStatus) -> None:
    """Show a rotation, and take the step that the user chooses."""
    from ..dialogs.keys.rotation_step import ChooseStep
    from .details import rotation_facts_of

    show = context.session.disguise.text
    facts = rotation_facts_of(key, context.session, status)
    steps = _steps_of(status)
    own = _own_note(context, status, steps)
    known = " ".join(filter(None, (status.text, *status.notes, own)))
    texts = tuple(show(text) for text in (known, _meanings(status, steps)) if text)
    dialog = ChooseStep("Rotation", key.name, facts, texts, *steps, safe=_safe_word(status, steps))
    if (step := await context.ask(dialog)) is not None:
        await _take_step(context, key, status, step)


def _safe_word(status: RotationStatus, steps: tuple[RotationStep, ...]) -> str:
    """Return the label of the button that takes no step."""
    from ...listing.rotation_state import RotationState

    if not steps:
        return "Close"
    return "Not now" if status.state is RotationState.UNFINISHED else "Wait"


def _steps_of(status: RotationStatus) -> tuple[RotationStep, ...]:
    from ...listing.rotation_state import RotationState
    from ..dialogs.keys.rotation_step import RotationStep

    if status.is_busy or status.predecessor is None or status.successor is None:
        return ()
    finish = (RotationStep.FINISH,) if status.state is RotationState.READY else ()
    # A key in use that is only assumed to be the successor must keep its secret.
    is_safe = status.state is RotationState.UNFINISHED or not status.rotation.assumed
    again = (RotationStep.AGAIN,) if is_safe else ()
    anew = (RotationStep.ANEW,) if status.rotation.assumed else ()
    return (*finish, *again, RotationStep.BACK, *anew)


def _own_note(
    context: ActionContext, status: RotationStatus, steps: tuple[RotationStep, ...]
) -> str:
    """Return a note if this session keeps the predecessor in use; empty if not."""
    from ...workflows.own_sign_in import own_note
    from ..dialogs.keys.rotation_step import RotationStep

    note = own_note(context.session, status.rotation)
    profile = context.session.settings.profile
    if note and profile and RotationStep.AGAIN in steps:
        return f"{note}. {RotationStep.AGAIN.value} offers that for the profile {profile}."
    return note and f"{note}."


def _meanings(status: RotationStatus, steps: tuple[RotationStep, ...]) -> str:
    """Explain the steps whose labels don't say enough."""
    from ..dialogs.keys.rotation_step import RotationStep

    old, new = status.rotation.predecessor.name, status.rotation.successor.name
    meanings = {
        RotationStep.AGAIN: f"{RotationStep.AGAIN.value}: another secret for {new}.",
        RotationStep.BACK: f"{RotationStep.BACK.value}: delete {new}, and keep {old}.",
        RotationStep.ANEW: f"{RotationStep.ANEW.value}: {old} gets another successor.",
    }
    return " ".join(text for step, text in meanings.items() if step in steps)


async def _take_step(
    context: ActionContext, key: AccessKey, status: RotationStatus, step: RotationStep
) -> None:
    from ...workflows.plan_rotation import plan_delivery_again
    from ..dialogs.keys.rotation_step import RotationStep
    from .delete import delete
    from .rotate import begin, carry_out

    if status.predecessor is None or status.successor is None:
        return
    shown = context.session.disguise.key
    old, new = shown(status.predecessor), shown(status.successor)
    if step is RotationStep.ANEW:
        await begin(context, key, context.listing.keys or (), anew=True)
    elif step is RotationStep.AGAIN:
        keys = tuple(map(context.session.disguise.real_key, context.listing.keys or ()))
        await carry_out(context, old, plan_delivery_again(status, keys, context.rotations.statuses))
    elif step is RotationStep.FINISH:
        await _finish(context, old)
    else:
        context.move_to(new.id)
        await delete(context, new)


async def _finish(context: ActionContext, old: AccessKey) -> None:
    """Delete a predecessor, unless a fresh list shows that it is not ready."""
    from ...workflows.finish_rotation import delete_obstacle
    from .delete import delete

    if (status := await _status_now(context, old)) is None:
        return
    session = context.session
    offset = (await session.service()).clock_offset
    if obstacle := delete_obstacle(session, status, offset):
        context.notify(session.disguise.text(obstacle), severity="warning")
        return
    context.move_to(old.id)
    await delete(context, old)
