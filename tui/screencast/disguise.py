"""Disguise of real values on the screen; outside a screencast it changes nothing."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..api.access_key import AccessKey


class Disguise:
    """Returns every value unchanged; a subclass replaces values by pseudonyms."""

    hides = False
    """Whether values are replaced, and secrets never shown."""

    def owner(self, owner: str) -> str:
        """Disguise an owner, or the signed-in user."""
        return owner

    def client_id(self, client_id: str) -> str:
        """Disguise a client ID."""
        return client_id

    def typed(self, name: str) -> None:
        """Leave a key's name undisguised from now on, as viewers saw it being typed."""

    def key(self, key: AccessKey) -> AccessKey:
        """Disguise the fields of a key."""
        return key

    def host(self, host: str) -> str:
        """Disguise a host, with its port."""
        return host

    def base_url(self, base_url: str) -> str:
        """Disguise the address of a control plane."""
        return base_url

    def text(self, text: str) -> str:
        """Disguise the values quoted in a sentence."""
        return text

    def errors(self) -> AbstractContextManager[None]:
        """Disguise the values quoted by errors that are raised in the block."""
        return nullcontext()

    def real_spans(self, line: str) -> list[tuple[int, int]]:
        """Return the spans of real values left on a line of the screen."""
        return []

    def real(self, shown: str) -> str:
        """Return the value behind a pseudonym; anything else unchanged."""
        return shown

    def real_key(self, shown: AccessKey) -> AccessKey:
        """Return the key behind a disguised one."""
        return shown


PLAIN = Disguise()
