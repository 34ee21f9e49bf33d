"""Switch to another profile: another control plane, or another user."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..messages import Connected
from .action import Action, View

if TYPE_CHECKING:
    from ...config.profiles import Profile
    from .context import ActionContext


async def _switch(context: ActionContext) -> None:
    from ...config.settings import SettingsError
    from ..dialogs.program.choose_profile import ChooseProfile

    profiles = context.session.profiles
    if profiles is None:
        return
    listed: tuple[Profile, ...] = ()
    mistake = ""
    try:
        listed = await asyncio.to_thread(profiles.all)
    except SettingsError as error:
        mistake = str(error)
    chosen = await context.ask(ChooseProfile(context.session, profiles, listed, mistake))
    if chosen is None:
        return
    session, found = chosen.session, chosen.found
    if found is None:
        from ..screens.sign_in_again import SignInAgainScreen

        reason = f"The profile {session.settings.profile} has no source of a secret."
        found = await context.ask(SignInAgainScreen(session, reason))
    if found is not None:
        context.post_message(Connected(session, found))


def _can_switch(view: View) -> bool | None:
    # Ending the session would drop its pending deletes.
    return (None if view.deleting else True) if view.has_profiles else False


SWITCH_PROFILE = Action(
    "app.profile",
    "Profile",
    "Switch to another profile",
    lambda context: context.steps.start(_switch(context)),
    _can_switch,
)
