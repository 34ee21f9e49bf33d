"""Going on with another profile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ....config.settings import SettingsError
from ...messages import Connected
from ...sign_in_again import NOT_SENT, SIGNED_IN, sign_in_again
from .one_at_a_time import StepsScreen

if TYPE_CHECKING:
    from ....api.errors import SignInFailed
    from ....config.profiles import Profile, Profiles


class SwitchingScreen(StepsScreen):
    """A list of keys that can be left for those of another control plane."""

    @property
    def can_switch(self) -> bool | None:
        """Whether another profile can be chosen; None if only not now."""
        if self.session.profiles is None:
            return False
        # What still waits to be deleted would go with the session.
        is_idle = self.is_active and not self.opening and not self.session.deletes
        return True if is_idle else None

    def choose_profile(self) -> None:
        """Have another profile chosen."""
        if self.session.profiles is not None:
            self.start(self._switch(self.session.profiles))

    async def sign_in_again(self, what: str, error: SignInFailed, sign_ins: int) -> str | None:
        """Have the user sign in over the list after a change was refused, and say how that went.

        Args:
            what: What was not carried out, as a sentence.
            error: Why it was refused.
            sign_ins: How often somebody had signed in by then: who has since is not asked again.

        Returns:
            None if somebody else is signed in now: this list is theirs no more.
        """
        if self.session.sign_ins != sign_ins:
            return SIGNED_IN
        signed_in = await sign_in_again(self.session, f"{what} {error}", self.ask)
        if signed_in is None:
            return f"{error} {NOT_SENT}"
        if signed_in.same_user:
            return SIGNED_IN
        self.post_message(Connected(self.session, signed_in.found))
        return None

    async def _switch(self, profiles: Profiles) -> None:
        from ...dialogs.program.choose_profile import ChooseProfile

        listed: tuple[Profile, ...] = ()
        mistake = ""
        try:
            listed = await asyncio.to_thread(profiles.all)
        except SettingsError as error:
            mistake = str(error)
        chosen = await self.ask(ChooseProfile(self.session, profiles, listed, mistake))
        if chosen is None:
            return
        session, found = chosen.session, chosen.found
        if found is None:
            reason = f"The profile {session.settings.profile} says nothing of a secret."
            from ..sign_in_again import SignInAgainScreen

            found = await self.ask(SignInAgainScreen(session, reason))
        if found is not None:
            self.post_message(Connected(session, found))
