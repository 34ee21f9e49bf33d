"""What stands between real values and the screen: nothing, outside of a screencast."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..api.access_key import AccessKey
    from ..api.service import AccessKeyService


class Disguise:
    """Shows everything as it is."""

    hides = False
    """Whether anything is shown as something else, and secrets not at all."""

    def service(self, service: AccessKeyService) -> AccessKeyService:
        """Give a service whose answers can be shown, and that takes back what was shown."""
        return service

    def owner(self, owner: str) -> str:
        """Show an owner, or whoever is signed in."""
        return owner

    def client_id(self, client_id: str) -> str:
        """Show a client ID."""
        return client_id

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
        """Have errors that are raised meanwhile quote nothing real."""
        return nullcontext()

    def uncovered(self, line: str) -> list[tuple[int, int]]:
        """Tell where on a line of the screen something real is left, from where to where."""
        return []

    def real(self, shown: str) -> str:
        """Give what a value stands for that was shown, for other programs; others as they are."""
        return shown

    def real_key(self, shown: AccessKey) -> AccessKey:
        """Give the key as the server has it."""
        return shown


PLAIN = Disguise()


def disguise_for(*, screencast: bool) -> Disguise:
    """Give what fits; most never need the other one."""
    if not screencast:
        return PLAIN
    from .pseudonyms import Pseudonyms

    return Pseudonyms()
