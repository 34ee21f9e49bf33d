"""Details pane beside the table, with facts about the key under the cursor."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from ..keymap import key_name
from .column_layout import fit, shorten
from .label_value import LABEL_WIDTH
from .one_line import Looks, lines_of

if TYPE_CHECKING:
    from ...listing.key_facts import Fact
    from ...listing.same_owner import SameOwnerKeys

EDGE = "│ "

_LINES = 3
"""Maximum lines of a text; the details dialog shows it in full."""

Line = tuple[tuple[str, str], ...]
"""Texts, each with the part of the pane that styles it."""

_EMPTY: Line = ((EDGE, "quiet"),)


class DetailsPane(Widget):
    """Facts, and the owner's other keys if there is room; only changed lines are painted."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "details-pane--quiet",
        "details-pane--text",
        "details-pane--alarming",
    }

    virtual_size = var(Size(0, 0))
    """Overridden, as Textual's makes the whole screen be laid out again when the pane is sized."""

    _facts: tuple[Fact, ...] = ()
    _others: SameOwnerKeys | None = None
    _lines: tuple[Line, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self._look = Looks(self, "details-pane")

    def notify_style_update(self) -> None:
        """Forget all cached styles."""
        super().notify_style_update()
        self._look.clear()

    def show(self, facts: tuple[Fact, ...], others: SameOwnerKeys) -> None:
        """Show a key, and the other keys of its owner."""
        self._facts, self._others = facts, others
        before = self._lines
        self._lay_out()
        both = zip_longest(before, self._lines, fillvalue=())
        changed = [y for y, (old, new) in enumerate(both) if old != new]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def on_resize(self) -> None:
        """Lay out the lines for the new size."""
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        width = self.size.width - len(EDGE)
        lines = [line for fact in self._facts for line in _fact_lines(fact, width)]
        room = self.size.height - len(lines) - 2
        if self._others and room > 0:
            lines += [_EMPTY, *_other_lines(self._others, width, room)]
        self._lines = tuple(lines) if width > LABEL_WIDTH else ()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines."""
        return lines_of(self, crop)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        line = self._lines[y] if y < len(self._lines) else _EMPTY
        segments = [Segment(text, self._look(part)) for text, part in line]
        return Strip(segments).adjust_cell_length(self.size.width, self._look("text"))


def _fact_lines(fact: Fact, width: int) -> list[Line]:
    part = "alarming" if fact.alarming else "text"
    room = width - LABEL_WIDTH
    texts = [shorten(fact.text, room)] if fact.is_id else _wrapped(fact.text, room)
    if fact.detail:
        texts.append(fit(fact.detail, room).rstrip())
    labels = (fact.label, *[""] * (len(texts) - 1))
    return [
        ((f"{EDGE}{label:<{LABEL_WIDTH}}", "quiet"), (text, part))
        for label, text in zip(labels, texts, strict=True)
    ]


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    while len(lines) < _LINES - 1 and cell_len(text) > width > 0:
        lines.append(_first_line(text, width))
        text = text[len(lines[-1]) :]
    return [*lines, fit(text, max(width, 0)).rstrip()]


def _first_line(text: str, width: int) -> str:
    """Return the part of a text that fits on a line, broken after a hyphen if possible."""
    line = next(iter(chop_cells(text[: 2 * width], width)))
    whole = line.rfind("-") + 1
    return line[:whole] if whole > width // 2 else line


def _other_lines(others: SameOwnerKeys, width: int, room: int) -> list[Line]:
    names = others.names
    act = "shows" if others.whole else "finds"
    title = f"{others.summary}, {key_name('keys.same_owner')} {act} all"
    shown = names if len(names) <= room else names[: max(0, room - 1)]
    rest = len(names) - len(shown)
    lines = [*shown, *([f"and {rest} more"] if rest else [])]
    return [
        ((f"{EDGE}{fit(title, width)}", "quiet"),),
        *((*_EMPTY, (fit(f"  {line}", width), "text")) for line in lines),
    ]
