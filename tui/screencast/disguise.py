"""The disguise between real values and the screen: none, outside of a screencast."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..api.access_key import AccessKey


class Disguise:
    """Shows everything as it is; a subclass shows stand-ins."""

    hides = False
    """Whether anything is shown as something else, and secrets not at all."""

    def owner(self, owner: str) -> str:
        """Show an owner, or whoever is signed in."""
        return owner

    def client_id(self, client_id: str) -> str:
        """Show a client ID."""
        return client_id

    def typed(self, name: str) -> None:
        """Show the name of a key as it is from now on: it was typed, for all to see."""

    def key(self, key: AccessKey) -> AccessKey:
        """Show a key."""
        return key

    def host(self, host: str) -> str:
        """Show the name of a host, with its port."""
        return host

    def base_url(self, base_url: str) -> str:
        """Show the address of a control plane."""
        return base_url

    def text(self, text: str) -> str:
        """Show a sentence, whatever is quoted in it."""
        return text

    def errors(self) -> AbstractContextManager[None]:
        """Disguise what errors quote that are raised in the block."""
        return nullcontext()

    def uncovered(self, line: str) -> list[tuple[int, int]]:
        """Find real values that are left on a line of the screen: where each begins and ends."""
        return []

    def real(self, shown: str) -> str:
        """Return the value that a stand-in was shown for; anything else as it is."""
        return shown

    def real_key(self, shown: AccessKey) -> AccessKey:
        """Return a key that was shown as the server has it."""
        return shown


PLAIN = Disguise()
