"""Switch to another profile: another control plane, or another user."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..messages import Connected
from .action import Action, View

if TYPE_CHECKING:
    from ...config.profiles import Profile
    from .desk import Desk


async def _switch(desk: Desk) -> None:
    from ...config.settings import SettingsError
    from ..dialogs.program.choose_profile import ChooseProfile

    profiles = desk.session.profiles
    if profiles is None:
        return
    listed: tuple[Profile, ...] = ()
    mistake = ""
    try:
        listed = await asyncio.to_thread(profiles.all)
    except SettingsError as error:
        mistake = str(error)
    chosen = await desk.ask(ChooseProfile(desk.session, profiles, listed, mistake))
    if chosen is None:
        return
    session, found = chosen.session, chosen.found
    if found is None:
        from ..screens.sign_in_again import SignInAgainScreen

        reason = f"The profile {session.settings.profile} has no source of a secret."
        found = await desk.ask(SignInAgainScreen(session, reason))
    if found is not None:
        desk.send(Connected(session, found))


def _can_switch(view: View) -> bool | None:
    # What still waits to be deleted would go with the session.
    return (None if view.deleting else True) if view.has_profiles else False


SWITCH_PROFILE = Action(
    "app.profile",
    "Profile",
    "Switch to another profile",
    lambda desk: desk.steps.start(_switch(desk)),
    _can_switch,
)
