"""Tab bar with the screens and their numbers of keys."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style

from ..labels import tabs
from .column_layout import GAP, fit
from .one_line import OneLine


class TabBar(OneLine):
    """Tabs, followed by the number of marked keys and the filters of the list."""

    counts: reactive[Mapping[str, str]] = reactive({}, layout=False)
    current: reactive[str] = reactive("", layout=False)
    marked: reactive[str] = reactive("", layout=False)
    """Number of marked keys, in words."""
    filters: reactive[tuple[str, ...]] = reactive((), layout=False)
    """Filter of the list and query of the server, in words."""

    def show(self, counts: Mapping[str, str], current: str, filters: tuple[str, ...]) -> None:
        """Show the number of keys by mode, the current mode, and its filters."""
        self.counts, self.current, self.filters = counts, current, filters

    def render(self) -> Content:
        """Draw the tabs."""
        line = Content(" ")
        for mode, label in tabs(self.counts):
            is_current = mode == self.current
            look = "bold $foreground on $primary-muted" if is_current else "$foreground"
            click = Style.from_meta({"@click": f"app.show({mode!r})"})
            line += Content.styled(label, look).stylize(click) + " "
        texts = (self.marked, *self.filters) if self.marked else self.filters
        for number, text in enumerate(share_width(texts, self.size.width - line.cell_length)):
            look = "$text-warning" if number or not self.marked else "bold $text-accent"
            line += Content.assemble("  ", (text, look))
        return line


def share_width(texts: tuple[str, ...], width: int) -> list[str]:
    """Shorten texts side by side so that a part of each is visible."""
    room = {}
    for left, text in zip(range(len(texts), 0, -1), sorted(texts, key=cell_len), strict=True):
        room[text] = min(cell_len(text), max(1, width // left - GAP))
        width -= room[text] + GAP
    return [fit(text, room[text]) for text in texts]
