"""Opening frame: the parts of the first screen that are known before Textual is loaded.

It is drawn where no frame of an earlier start is kept, in the terminal's own colours, which are
readable everywhere, and without the parts that only Textual can lay out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.kept_frame import Skeleton
from .labels import LOADING, LOADING_MINE, Title, badge_of, tabs
from .min_size import is_too_small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..config.settings import Settings
    from ..runtime.kept_frame import Size

_BOLD = frozenset({"program", "badge", "profile", "mine"})
"""Parts of the title and tab bars that are drawn in bold; `mine` is the tab of the first screen."""

_MESSAGE_AT = "\x1b[6;3H"
"""Below the bars, the headings and a blank line."""


def opening_frame(settings: Settings, size: Size) -> Skeleton | None:
    """Return the frame for a terminal of this size; None if the terminal is too small."""
    if is_too_small(size):
        return None
    title = Title(badge_of(settings), settings.profile, settings.base_url or "", "", LOADING)
    text = "".join(
        (
            *("\x1b[1;1H", *_styled(title.fit(size[0]))),
            *("\x1b[2;2H", *_styled(dict(tabs({})), " ")),
            *(_MESSAGE_AT, LOADING_MINE),
        )
    )
    if settings.ascii:
        from .in_ascii import ascii_of

        text = ascii_of(text)
    frame = Skeleton("", text)
    return frame if frame.can_be_drawn(size) else None


def _styled(parts: dict[str, str], gap: str = "") -> Iterator[str]:
    for name, text in parts.items():
        yield f"\x1b[1m{text}\x1b[m{gap}" if name in _BOLD else f"{text}{gap}"
