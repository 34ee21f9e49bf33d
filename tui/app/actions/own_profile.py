"""Change the profile to the successor, once the session's own key was rotated."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.content import Content

    from ...config.change_sign_in import SignInChange
    from ...workflows.issue_secret import Credentials
    from .desk import Desk


async def offer_profile(desk: Desk, stale: str, successor: Credentials) -> None:
    """Ask whether the profile is to be changed, and change it: client ID and secret together.

    Args:
        desk: The list.
        stale: The predicate that `stale_sign_in` returned.
        successor: The key that it is to sign in with.
    """
    from ...config.settings import SettingsError
    from ..dialogs.base.yes_no import Question, YesNo

    profile, stale = desk.session.settings.profile, desk.session.disguise.text(stale)
    still = f"{f'The profile {profile}' if profile else 'The next start'} {stale}"
    by_hand = f"{still}: change that to {successor.name} and its new secret."
    try:
        change = await asyncio.to_thread(_plan, desk)
        text = None if change is None else _question(desk, change, still, successor.name)
        asked = text and Question("Change the profile?", text, yes="Change it", no="Leave it")
        if change is None or not asked or not await desk.ask(YesNo(asked)):
            desk.tell(by_hand, severity="warning")
            return
        desk.tell(await _change(desk, change, successor))
    except SettingsError as error:
        desk.tell(desk.session.disguise.text(f"{error} {by_hand}"), severity="warning")


def _plan(desk: Desk) -> SignInChange | None:
    """Plan the change; None without a profile."""
    from ...config.change_sign_in import plan_sign_in_change

    settings, profiles = desk.session.settings, desk.session.profiles
    if not settings.profile or profiles is None:
        return None
    return plan_sign_in_change(profiles.path, settings)


def _question(desk: Desk, change: SignInChange, still: str, new: str) -> Content:
    from textual.content import Content

    config, secret_file = (_shown(desk, path) for path in (change.config, change.new_file))
    where = f"Both are changed together in {config}, or neither is"
    if secret_file:
        where = (
            f"The client ID is changed in {config}; the secret goes to {secret_file}, and the old "
            "file stays"
        )
    return Content.assemble(
        f"{still}. Have it sign in with ",
        (new, "bold"),
        f"? {where}. Nothing else in the file changes.",
    )


async def _change(desk: Desk, change: SignInChange, successor: Credentials) -> str:
    """Change the profile, also for what this session does with it later, and report it."""
    from ...config.change_sign_in import change_sign_in
    from ...config.settings import SecretFile

    made = successor.real
    await asyncio.to_thread(change_sign_in, change, made.client_id, made.secret)
    session = desk.session
    source = SecretFile(change.new_file) if change.new_file else session.settings.source
    session.settings = replace(session.settings, client_id=made.client_id, source=source)
    text = f"The profile {change.profile} signs in with {successor.name} now."
    if change.new_file is None:
        return text
    files = (_shown(desk, path) for path in (change.new_file, change.old_file))
    return "{} Its secret is in {}; {} has the old one.".format(text, *files)


def _shown(desk: Desk, path: object) -> str:
    from ...text import clean

    return desk.session.disguise.text(clean(str(path))) if path else ""
