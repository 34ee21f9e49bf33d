"""The line that names the screens and says how many keys each lists."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget


@dataclass(frozen=True)
class Tab:
    """A screen as its tab shows it."""

    key: str
    title: str
    action: str
    count: str = ""
    current: bool = False


class TabLine(Widget):
    """One line of tabs, and behind them what narrows the list."""

    tabs: reactive[tuple[Tab, ...]] = reactive((), layout=False)
    narrowed: reactive[str] = reactive("", layout=False)

    def render(self) -> Content:
        """Draw the tabs."""
        line = Content(" ")
        for tab in self.tabs:
            look = "bold $text-primary on $primary-muted" if tab.current else "$quiet"
            label = f" {tab.key} {tab.title} {tab.count} ".replace("  ", " ")
            click = Style.from_meta({"@click": tab.action})
            line += Content.styled(label, look).stylize(click) + " "
        if self.narrowed:
            line += Content.assemble("  ", (self.narrowed, "$text-warning"))
        return line
