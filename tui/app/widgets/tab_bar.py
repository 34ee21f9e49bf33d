"""The line that names the screens and says how many keys each lists."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from .key_columns import GAP, fit

_TABS = (("mine", "1 My keys", 5), ("all", "2 All keys", 0))
"""Mode of each screen, its key and title, and cells that are kept for the count: what stands behind
those must not jump."""


class TabBar(Widget):
    """One line of tabs, and behind them what is marked and what narrows the list."""

    counts: reactive[Mapping[str, str]] = reactive({}, layout=False)
    current: reactive[str] = reactive("", layout=False)
    marked: reactive[str] = reactive("", layout=False)
    """How many keys are marked."""
    narrowed: reactive[tuple[str, ...]] = reactive((), layout=False)

    def show(self, counts: Mapping[str, str], current: str, narrowed: tuple[str, ...]) -> None:
        """Say how many keys are listed where, by mode; which mode is current; what narrows it."""
        self.counts, self.current, self.narrowed = dict(counts), current, narrowed

    def render(self) -> Content:
        """Draw the tabs."""
        line = Content(" ")
        for mode, title, kept in _TABS:
            is_current = mode == self.current
            look = "bold $text-primary on $primary-muted" if is_current else "$quiet"
            count = f"{self.counts.get(mode, ''):<{kept}}"
            label = f" {title} {count} " if count else f" {title} "
            click = Style.from_meta({"@click": f"app.show({mode!r})"})
            line += Content.styled(label, look).stylize(click) + " "
        texts = (self.marked, *self.narrowed) if self.marked else self.narrowed
        for number, text in enumerate(shared(texts, self.size.width - line.cell_length)):
            look = "$text-warning" if number or not self.marked else "bold $text-accent"
            line += Content.assemble("  ", (text, look))
        return line


def shared(texts: tuple[str, ...], width: int) -> list[str]:
    """Shorten texts that stand side by side so that something of each is seen."""
    room = {}
    for left, text in zip(range(len(texts), 0, -1), sorted(texts, key=cell_len), strict=True):
        room[text] = min(cell_len(text), max(1, width // left - GAP))
        width -= room[text] + GAP
    return [fit(text, room[text]) for text in texts]
