"""Change the profile to the successor, once the session's own key was rotated."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.content import Content

    from ...config.change_sign_in import SignInChange
    from ...workflows.issue_secret import Credentials
    from .context import ActionContext


async def offer_profile(context: ActionContext, stale: str, successor: Credentials) -> None:
    """Ask whether to change the profile, and change its client ID and secret together.

    Args:
        context: The list.
        stale: The predicate that `stale_sign_in` returned.
        successor: The key for the profile to sign in with.
    """
    from ...config.settings import SettingsError
    from ..dialogs.base.yes_no import Question, YesNo

    profile, stale = context.session.settings.profile, context.session.disguise.text(stale)
    still = f"{f'The profile {profile}' if profile else 'The next start'} {stale}"
    by_hand = f"{still}: change that to {successor.name} and its new secret."
    try:
        change = await asyncio.to_thread(_plan, context)
        text = None if change is None else _question(context, change, still, successor.name)
        asked = text and Question("Change the profile?", text, yes="Change it", no="Leave it")
        if change is None or not asked or not await context.ask(YesNo(asked)):
            context.notify(by_hand, severity="warning")
            return
        context.notify(await _change(context, change, successor))
    except SettingsError as error:
        context.notify(context.session.disguise.text(f"{error} {by_hand}"), severity="warning")


def _plan(context: ActionContext) -> SignInChange | None:
    """Plan the change; None without a profile."""
    from ...config.change_sign_in import plan_sign_in_change

    settings, profiles = context.session.settings, context.session.profiles
    if not settings.profile or profiles is None:
        return None
    return plan_sign_in_change(profiles.path, settings)


def _question(context: ActionContext, change: SignInChange, still: str, new: str) -> Content:
    from textual.content import Content

    config, secret_file = (_shown(context, path) for path in (change.config, change.new_file))
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


async def _change(context: ActionContext, change: SignInChange, successor: Credentials) -> str:
    """Change the profile and this session's settings, and return a report."""
    from ...config.change_sign_in import change_sign_in
    from ...config.settings import SecretFile

    made = successor.real
    await asyncio.to_thread(change_sign_in, change, made.client_id, made.secret)
    session = context.session
    source = SecretFile(change.new_file) if change.new_file else session.settings.source
    session.settings = replace(session.settings, client_id=made.client_id, source=source)
    text = f"The profile {change.profile} signs in with {successor.name} now."
    if change.new_file is None:
        return text
    files = (_shown(context, path) for path in (change.new_file, change.old_file))
    return "{} Its secret is in {}; {} has the old one.".format(text, *files)


def _shown(context: ActionContext, path: object) -> str:
    from ...text import clean

    return context.session.disguise.text(clean(str(path))) if path else ""
