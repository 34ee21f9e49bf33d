"""Summaries of a delete and a new secret: facts, consequences, and the phrase to type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ....listing.key_facts import Fact, has_other_owner, identity_facts, last_used_fact
from ....listing.usage import Usage, usage_of
from ...keymap import key_name

if TYPE_CHECKING:
    from ....api.access_key import AccessKey
    from ....session.session import Session

_TYPABLE = re.compile(r"[!-~]{1,40}")


@dataclass(frozen=True)
class ChangeSummary:
    """Summary of a change that can't be undone, for its confirmation."""

    title: str
    act: str
    """The change, as in “Deleting ci-runner”."""
    verb: str
    """The label of the button."""
    facts: tuple[Fact, ...]
    consequences: tuple[str, ...]
    phrase: str | None
    """Text to type for confirmation; None if pressing the button is enough."""
    phrase_is: str = "name"


def delete_summary(
    key: AccessKey, session: Session, default_owner: str, rotation: tuple[Fact, ...]
) -> ChangeSummary:
    """Summarise a delete; the name always has to be typed, as it can't be undone.

    Args:
        key: The key.
        session: The session, which may sign in with this key.
        default_owner: The owner to show for a key without one.
        rotation: Facts about the key's rotation.
    """
    me, delay = session.signed_in_as, session.deletes.delay
    phrase, phrase_is = phrase_for(key)
    consequences = [
        "Whatever signs in with this key stops working. It gets no new tokens; "
        "tokens already issued may work until they expire."
    ]
    if key.client_id == session.client_id:
        consequences.append(
            "This session signs in with this very key: after that it can't sign in again."
        )
    if delay:
        consequences.append(
            f"It is sent after {delay:g} s; until then, {key_name('keys.take_back')} takes it back."
        )
    title = "Delete somebody else's access key" if has_other_owner(key, me) else "Delete access key"
    facts = _facts(key, session, rotation, default_owner=default_owner, me=me)
    act = f"Deleting {key.name}"
    return ChangeSummary(title, act, "Delete", facts, tuple(consequences), phrase, phrase_is)


def regenerate_summary(
    key: AccessKey, session: Session, rotation: tuple[Fact, ...]
) -> ChangeSummary:
    """Summarise a new secret; the name has to be typed if something may use the old one."""
    own = key.client_id == session.client_id
    consequences = [
        "The old secret stops working at once; the client ID stays. Whatever uses the old secret "
        "needs the new one."
    ]
    if own:
        consequences.append(
            "This session signs in with this very key: it goes on with the new secret, but what "
            "was exported or saved of the old one is void."
        )
    phrase, phrase_is = phrase_for(key)
    return ChangeSummary(
        "New secret",
        f"New secret for {key.name}",
        "Replace the secret",
        _facts(key, session, rotation, default_owner="you"),
        tuple(consequences),
        phrase if own or may_be_in_use(key, session) else None,
        phrase_is,
    )


def may_be_in_use(key: AccessKey, session: Session) -> bool:
    """Return whether something may use a key, so that a change needs a typed phrase."""
    return usage_of(key, session.now(), session.limits) in (Usage.ACTIVE, Usage.UNKNOWN)


def _facts(
    key: AccessKey, session: Session, rotation: tuple[Fact, ...], **owner_options: str
) -> tuple[Fact, ...]:
    """Return the key's identity, its last use, and the state of its rotation."""
    state = (fact._replace(text=fact.full_text) for fact in rotation[:1])
    return (
        *identity_facts(key, **owner_options),
        last_used_fact(key, session.now(), session.limits),
        *state,
    )


def phrase_for(key: AccessKey) -> tuple[str, str]:
    """Return the text to type before changing a key, and what it is called."""
    # Some names can't be typed on every keyboard, or are too long to type.
    if _TYPABLE.fullmatch(key.name):
        return key.name, "name"
    if _TYPABLE.fullmatch(key.client_id):
        return key.client_id, "client ID"
    # Never an empty phrase: enter alone must not be enough.
    return "go on", "words"
