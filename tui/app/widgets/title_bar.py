"""Title bar: program, profile, control plane, user, and freshness of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ..labels import Title, badge_of

if TYPE_CHECKING:
    from ...session.session import Session


PROFILE_STYLES = {
    "": "bold $text",
    "red": "bold $text-error on $error-muted",
    "yellow": "bold $text-warning on $warning-muted",
    "green": "bold $text-success on $success-muted",
    "blue": "bold $text-secondary on $secondary-muted",
}
"""Style of the profile's name, by the colour in its settings."""

_STYLES = {
    "program": "bold $text-primary",
    "badge": "bold $text on $accent-muted",
    "address": "",
    "user": "$quiet",
    "gap": "",
    "freshness": "$quiet",
}
"""Style of each part of the line, except the profile's name."""


class TitleBar(Widget):
    """Title bar, which is painted only when its text changes."""

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
        self.badge = badge_of(settings)
        self.profile, self.color = settings.profile, settings.color
        self.address, self.user, self.freshness = session.base_url, session.signed_in_as, freshness

    def render(self) -> Content:
        """Draw the line; later parts are left out if there is no room."""
        title = Title(self.badge, self.profile, self.address, self.user, self.freshness)
        styles = _STYLES | {"profile": PROFILE_STYLES[self.color]}
        parts = title.fit(self.size.width)
        return Content.assemble(*((text, styles[name]) for name, text in parts.items()))
