"""Style sheets that are parsed once for the variables of a theme."""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class SteadyStylesheet(Stylesheet):
    """Parses again only if a variable has changed.

    Textual does so whenever it applies a theme: also the first one, just after the first parse (6
    of some 200 ms of a start). What is added to it is parsed when it is used.
    """

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._current = variables
        self._is_outdated = False

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the variables, unless they are the same."""
        if variables != self._current:
            self._current, self._is_outdated = variables, True
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse everything again, unless nothing would differ."""
        if self._is_outdated:
            super().reparse()
            self._is_outdated = False
