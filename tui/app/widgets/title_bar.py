"""The title bar: program, control plane, user, and age of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from ...session.session import Session


PROFILE_STYLES = {
    "": "bold $text",
    "red": "bold $text-error on $error-muted",
    "yellow": "bold $text-warning on $warning-muted",
    "green": "bold $text-success on $success-muted",
    "blue": "bold $text-secondary on $secondary-muted",
}
"""Style of the profile's name, by the colour that its settings ask for."""


class TitleBar(Widget):
    """A line that is painted only when its text changes."""

    badge: reactive[str] = reactive("", layout=False)
    """A word such as DEMO or READ-ONLY."""
    profile: reactive[str] = reactive("", layout=False)
    """Name of the profile."""
    color: reactive[str] = reactive("", layout=False)
    """Colour of the profile's name; empty for none."""
    address: reactive[str] = reactive("", layout=False)
    """The base URL."""
    user: reactive[str] = reactive("", layout=False)
    """The signed-in user, if known."""
    freshness: reactive[str] = reactive("", layout=False)
    """Time of the last update, or progress of the current one."""

    def show(self, session: Session, freshness: str) -> None:
        """Show the session's control plane and user, and the age of the list."""
        settings = session.settings
        words = {"DEMO": settings.demo_role, "READ-ONLY": settings.readonly}
        self.badge = " ".join(word for word, holds in words.items() if holds)
        self.profile, self.color = settings.profile, settings.color
        self.address, self.user, self.freshness = session.base_url, session.signed_in_as, freshness

    def render(self) -> Content:
        """Draw the line; where there is no room, later parts are left out first."""
        width = self.size.width - cell_len(self.freshness)
        room = width - 1
        left = Content.assemble((" runai-keys ", "bold $text-primary"))
        for text, style in (
            (f" {self.badge} " if self.badge else "", "bold $text on $accent-muted"),
            (f" {self.profile} " if self.profile else "", PROFILE_STYLES[self.color]),
            (f"  {self.address}" if self.address else "", ""),
            (f"  {self.user}" if self.user else "", "$quiet"),
        ):
            if left.cell_length + cell_len(text) <= room:
                left += Content.styled(text, style)
        blanks = max(1, width - left.cell_length)
        # The last one stands at the edge, where two are left.
        gap = max(1, blanks - 1)
        right = self.freshness + " " * (blanks - gap)
        return Content.assemble(left, " " * gap, (right, "$quiet"))
