"""The first line: which program, which control plane, who, and how fresh the list is."""

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
"""By the colour that a profile asks for."""


class TitleBar(Widget):
    """One line, painted again only when what it says changes."""

    badge: reactive[str] = reactive("", layout=False)
    """A word to mark the control plane with, such as DEMO or READ-ONLY."""
    profile: reactive[str] = reactive("", layout=False)
    """The name of the profile that is connected with."""
    color: reactive[str] = reactive("", layout=False)
    """What the profile is marked with; empty for nothing."""
    place: reactive[str] = reactive("", layout=False)
    """The base URL."""
    who: reactive[str] = reactive("", layout=False)
    """Who is signed in, if that is known."""
    freshness: reactive[str] = reactive("", layout=False)
    """When the list was last updated, or what is going on."""

    def show(self, session: Session, freshness: str) -> None:
        """Say where the session is, and how fresh the list is."""
        settings = session.settings
        words = {"DEMO": settings.demo_role, "READ-ONLY": settings.readonly}
        self.badge = " ".join(word for word, holds in words.items() if holds)
        self.profile, self.color = settings.profile, settings.color
        self.place, self.who, self.freshness = session.place, session.who, freshness

    def render(self) -> Content:
        """Draw the line; what is said last goes first when the width doesn't suffice."""
        right = f"{self.freshness} "
        room = self.size.width - cell_len(right)
        left = Content.assemble((" runai-keys ", "bold $text-primary"))
        for text, style in (
            (f" {self.badge} " if self.badge else "", "bold $text on $accent-muted"),
            (f" {self.profile} " if self.profile else "", PROFILE_STYLES[self.color]),
            (f"  {self.place}" if self.place else "", ""),
            (f"  {self.who}" if self.who else "", "$quiet"),
        ):
            if left.cell_length + cell_len(text) <= room:
                left += Content.styled(text, style)
        gap = " " * max(0, room - left.cell_length)
        return Content.assemble(left, gap, (right, "$quiet"))
