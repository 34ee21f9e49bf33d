"""Labels of the first screen; the opening frame uses them before Textual is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .keymap import key_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..config.settings import Settings

PROGRAM = "runai-keys"

LOADING = "loading…"
"""In the title bar."""

LOADING_MINE = "Loading your access keys…"
"""In place of the rows."""

_TABS = (
    ("mine", f"{key_name('app.mine')} My keys", 5),
    ("all", f"{key_name('app.all')} All keys", 0),
)
"""Mode, key with title, and cells reserved for the count, so that later tabs don't move."""


def tabs(counts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return the mode and the label of each tab, with the number of keys by mode."""
    for mode, title, reserved in _TABS:
        count = f"{counts.get(mode, ''):<{reserved}}"
        yield mode, f" {title} {count} " if count else f" {title} "


class Title(NamedTuple):
    """Texts of the title bar, in their order."""

    badge: str = ""
    """A word such as DEMO or READ-ONLY."""
    profile: str = ""
    address: str = ""
    """The base URL."""
    user: str = ""
    """The signed-in user, if known."""
    freshness: str = ""
    """Time of the last update, or progress of the current one."""

    def fit(self, width: int) -> dict[str, str]:
        """Return the parts of a line by name; later parts are left out if there is no room."""
        width -= width_of(self.freshness)
        parts = {"program": f" {PROGRAM} "}
        taken = len(parts["program"])
        for name, before, after in (
            *(("badge", " ", " "), ("profile", " ", " ")),
            *(("address", "  ", ""), ("user", "  ", "")),
        ):
            text = getattr(self, name)
            room = width_of(text) + len(before + after)
            if text and taken + room < width:
                parts[name] = f"{before}{text}{after}"
                taken += room
        blanks = max(1, width - taken)
        # If two are left, the last one is at the edge.
        gap = max(1, blanks - 1)
        return {**parts, "gap": " " * gap, "freshness": self.freshness + " " * (blanks - gap)}


def badge_of(settings: Settings) -> str:
    """Return the badge for the kind of session, such as DEMO."""
    words = {"DEMO": settings.demo_role, "READ-ONLY": settings.readonly}
    return " ".join(word for word, holds in words.items() if holds)


def width_of(text: str) -> int:
    """Return the cells that a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
