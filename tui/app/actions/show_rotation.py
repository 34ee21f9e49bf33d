"""Show the rotation that a key is in, and take the next step: wait, finish, or go back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...listing.coverage import AnyKeyList
    from ...listing.rotation_state import RotationStatus
    from ..dialogs.keys.rotation_step import RotationStep
    from .desk import Desk


async def show_rotation(desk: Desk, key: AccessKey) -> None:
    """Load the list, and show the rotation that a key is in, with the steps from there."""
    if (status := await _status_now(desk, key)) is not None:
        await offer_steps(desk, key, status)


async def load_list(desk: Desk, key: AccessKey) -> AnyKeyList | None:
    """Load the list; None if that failed, as the screen says then, or was stopped."""
    from ..dialogs.requests.load_now import LoadNow

    act, relist = f"Rotation of {key.name}", desk.loader.relist
    loading: LoadNow[AnyKeyList] = LoadNow(act, relist, "Loading the list…")
    return await desk.ask(loading)


async def _status_now(desk: Desk, key: AccessKey) -> RotationStatus | None:
    """Load the list, and return the rotation that a key is in; tell it if there is none."""
    # Only a fresh list tells whether something has used the predecessor.
    if (found := await load_list(desk, key)) is None:
        return None
    status = await desk.rotations.status_in(found, key.id)
    if status is None:
        desk.tell(f"{key.name} is in no rotation.")
    return status


async def offer_steps(desk: Desk, key: AccessKey, status: RotationStatus) -> None:
    """Show a rotation, and take the step that is chosen."""
    from ..dialogs.keys.rotation_step import ChooseStep
    from .details import rotation_facts_of

    show = desk.session.disguise.text
    facts = rotation_facts_of(key, desk.session, status)
    steps = _steps_of(status)
    own = _own_note(desk, status, steps)
    known = " ".join(filter(None, (status.text, *status.notes, own)))
    texts = tuple(show(text) for text in (known, _meanings(status, steps)) if text)
    dialog = ChooseStep("Rotation", key.name, facts, texts, *steps, safe=_safe_word(status, steps))
    if (step := await desk.ask(dialog)) is not None:
        await _take_step(desk, key, status, step)


def _safe_word(status: RotationStatus, steps: tuple[RotationStep, ...]) -> str:
    """Return the word for taking none of the steps."""
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
    # A successor that is only supposed to be one, and in use, gets no other secret.
    is_safe = status.state is RotationState.UNFINISHED or not status.rotation.assumed
    again = (RotationStep.AGAIN,) if is_safe else ()
    anew = (RotationStep.ANEW,) if status.rotation.assumed else ()
    return (*finish, *again, RotationStep.BACK, *anew)


def _own_note(desk: Desk, status: RotationStatus, steps: tuple[RotationStep, ...]) -> str:
    """Return a note if this session keeps the predecessor in use; empty if not."""
    from ...workflows.own_sign_in import own_note
    from ..dialogs.keys.rotation_step import RotationStep

    note = own_note(desk.session, status.rotation)
    profile = desk.session.settings.profile
    if note and profile and RotationStep.AGAIN in steps:
        return f"{note}. {RotationStep.AGAIN.value} offers that for the profile {profile}."
    return note and f"{note}."


def _meanings(status: RotationStatus, steps: tuple[RotationStep, ...]) -> str:
    """Return a sentence for each step whose word doesn't say enough."""
    from ..dialogs.keys.rotation_step import RotationStep

    old, new = status.rotation.predecessor.name, status.rotation.successor.name
    meanings = {
        RotationStep.AGAIN: f"{RotationStep.AGAIN.value}: another secret for {new}.",
        RotationStep.BACK: f"{RotationStep.BACK.value}: delete {new}, and keep {old}.",
        RotationStep.ANEW: f"{RotationStep.ANEW.value}: {old} gets another successor.",
    }
    return " ".join(text for step, text in meanings.items() if step in steps)


async def _take_step(
    desk: Desk, key: AccessKey, status: RotationStatus, step: RotationStep
) -> None:
    from ...workflows.plan_rotation import plan_delivery_again
    from ..dialogs.keys.rotation_step import RotationStep
    from .delete import delete
    from .rotate import begin, carry_out

    if status.predecessor is None or status.successor is None:
        return
    shown = desk.session.disguise.key
    old, new = shown(status.predecessor), shown(status.successor)
    if step is RotationStep.ANEW:
        await begin(desk, key, desk.listing.keys or (), anew=True)
    elif step is RotationStep.AGAIN:
        keys = tuple(map(desk.session.disguise.real_key, desk.listing.keys or ()))
        await carry_out(desk, old, plan_delivery_again(status, keys, desk.rotations.statuses))
    elif step is RotationStep.FINISH:
        await _finish(desk, old)
    else:
        desk.move_to(new.id)
        await delete(desk, new)


async def _finish(desk: Desk, old: AccessKey) -> None:
    """Delete a predecessor, unless a fresh list shows that it is not ready after all."""
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
