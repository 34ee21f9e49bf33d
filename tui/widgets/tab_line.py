"""The line that names the screens and says how many keys each lists."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

_TABS = (("mine", "1", "My keys"), ("all", "2", "All keys"))
"""Mode, key and title of each screen."""


class TabLine(Widget):
    """One line of tabs, and behind them what narrows the list."""

    counts: reactive[Mapping[str, str]] = reactive({}, layout=False)
    current: reactive[str] = reactive("", layout=False)
    narrowed: reactive[str] = reactive("", layout=False)

    def show(self, counts: Mapping[str, str], current: str, narrowed: str) -> None:
        """Say how many keys are listed where, by mode; which mode is current; what narrows it."""
        self.counts, self.current, self.narrowed = dict(counts), current, narrowed

    def render(self) -> Content:
        """Draw the tabs."""
        line = Content(" ")
        for mode, key, title in _TABS:
            is_current = mode == self.current
            look = "bold $text-primary on $primary-muted" if is_current else "$quiet"
            words = (key, title, self.counts.get(mode, ""))
            label = f" {' '.join(word for word in words if word)} "
            click = Style.from_meta({"@click": f"app.show({mode!r})"})
            line += Content.styled(label, look).stylize(click) + " "
        if self.narrowed:
            line += Content.assemble("  ", (self.narrowed, "$text-warning"))
        return line
