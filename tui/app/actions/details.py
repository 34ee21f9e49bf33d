"""Show the details of a key, and all keys of its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.filter import Filter
from ...listing.server_query import Query
from .action import Action, View, on_a_key

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...listing.key_facts import Fact
    from ...listing.rotation_state import RotationStatus
    from ...session.session import Session
    from .context import ActionContext


async def show_details(context: ActionContext, key: AccessKey) -> None:
    """Open the dialog with all facts about a key."""
    from ...listing.same_owner import same_owner_keys
    from ..dialogs.keys.key_details import KeyDetails

    def facts(key: AccessKey) -> tuple[Fact, ...]:
        return facts_of(key, context.session, context.default_owner)

    others = same_owner_keys(key, context.listing)
    details = KeyDetails(key, facts, others, context.clipboard, context.fetch_details)
    if await context.ask(details):
        _show_same_owner(context)


def facts_of(key: AccessKey, session: Session, default_owner: str) -> tuple[Fact, ...]:
    """Return all facts about a key, each with the text to show and the value to copy.

    Args:
        key: The key.
        session: The session.
        default_owner: The owner to show for a key without one.
    """
    return (*_plain_facts(key, session, default_owner), *rotation_facts_of(key, session))


def rotation_facts_of(
    key: AccessKey, session: Session, status: RotationStatus | None = None
) -> tuple[Fact, ...]:
    """Return the facts about a key's rotation; the first one is its state.

    Args:
        key: The key.
        session: The session.
        status: The rotation by a newer list than that on the screen.
    """
    status = status or session.rotations.get(key.id)
    if status is None:
        return ()
    from ...listing.rotation_facts import rotation_facts

    show = session.disguise.text
    told = rotation_facts(key, status, session.now())
    return tuple(fact._replace(text=show(fact.text), value=fact.full_text) for fact in told)


def _plain_facts(key: AccessKey, session: Session, default_owner: str) -> tuple[Fact, ...]:
    from ...listing.key_facts import all_facts

    own, disguise = key.client_id == session.client_id, session.disguise
    facts = all_facts(key, session.filter_context, default_owner=default_owner, own=own)
    if not disguise.hides:
        return facts
    view = session.filter_context._replace(me=disguise.real(session.signed_in_as))
    real = all_facts(disguise.real_key(key), view, default_owner=default_owner, own=own)
    return tuple(fact._replace(value=its.value) for fact, its in zip(facts, real, strict=True))


def _show_same_owner(context: ActionContext) -> None:
    from ...listing.filter_text_terms import Equals, KeyField

    key = context.pick()
    owner = key.created_by if key is not None else None
    if not owner:
        return
    context.filter = Filter((Equals(KeyField.OWNER, owner),))
    if context.can_query and not context.listing.has_all_of(owner):
        context.loader.reload(Query(owner))


def _knows_owner(view: View) -> bool | None:
    return True if view.key is not None and view.key.created_by else None


DETAILS = Action(
    "key.details",
    "Details",
    "Show all its details",
    lambda context: context.start_on_key(show_details),
    on_a_key,
)

SAME_OWNER = Action(
    "keys.same_owner",
    "Same owner",
    "Show all keys of its owner",
    _show_same_owner,
    _knows_owner,
    shown=False,
)
