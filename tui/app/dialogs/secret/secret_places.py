"""Places that a new secret was sent to, and how certain it is that they have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....delivery.outcome import Certainty
from .questions import accepted_question, leave_question, left_behind

if TYPE_CHECKING:
    from ..base.yes_no import Question
    from .copying import Copying
    from .deliveries import Deliveries
    from .save_secret import SavedFile


class SecretPlaces:
    """State of a secret's places: a file, targets, the clipboard and standard output."""

    def __init__(self, name: str, copying: Copying, deliveries: Deliveries) -> None:
        self.saved: SavedFile | None = None
        """The file that has it."""
        self.printing = False
        """Whether it will be printed when the program ends."""
        self._name = name
        self._copying = copying
        self._deliveries = deliveries

    @property
    def is_certain(self) -> bool:
        """Whether at least one place is known to have the secret."""
        return self._is_kept or self._copying.certainty is Certainty.VERIFIED

    @property
    def _is_kept(self) -> bool:
        return self.saved is not None or self.printing or bool(self._deliveries.arrived)

    @property
    def in_words(self) -> str:
        """The names of the places; empty for none."""
        places = [outcome.target.name for outcome in self._deliveries.arrived]
        if self.saved:
            places.append(str(self.saved.path))
        if self.printing:
            places.append("standard output")
        if self._copying.certainty is not Certainty.FAILED:
            is_known = self._copying.certainty is Certainty.VERIFIED
            places.append("the clipboard" if is_known else "the clipboard, not read back")
        return ", ".join(places)

    @property
    def left_behind(self) -> str:
        """Report on a secret that nobody has, to print when it is too late to ask."""
        certainty = self._copying.certainty
        if self._is_kept or certainty is Certainty.VERIFIED:
            return ""
        return left_behind(self._name, certainty, self._deliveries.doubtful)

    @property
    def question(self) -> Question | None:
        """Question to ask before the secret is dropped; None if a place is known to have it."""
        certainty = self._copying.certainty
        if self.saved or self._deliveries.is_verified or certainty is Certainty.VERIFIED:
            return None
        if accepted := self._deliveries.accepted:
            return accepted_question(self._name, accepted)
        return leave_question(self._name, certainty, self._deliveries.doubtful)
