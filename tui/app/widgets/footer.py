"""Footer with the enabled bindings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from .bindings_view import PROGRAM, binding_views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from .bindings_view import BindingView
    from .pressed_keys import PressedKeys


class Footer(Widget):
    """One line with the enabled bindings that fit; the help lists them all.

    Textual's Footer is a widget for every key; this single widget writes a fifth of the bytes.
    """

    _drawn: Sequence[BindingView] = ()
    _pressed_keys: PressedKeys | None = None
    """Shown at the end of the line during a screencast."""

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._on_bindings_updated)
        # Only in a screencast, as Textual keeps a watcher alive until the next change.
        if getattr(self.app, "pressed_keys", None) is not None:
            self.watch(self.app, "pressed_keys", self._show_pressed_keys)

    def _show_pressed_keys(self, pressed_keys: PressedKeys | None) -> None:
        if pressed_keys is not None:
            self._pressed_keys = pressed_keys
            self.refresh()

    def _on_bindings_updated(self, _screen: Screen[object]) -> None:
        # Before the first layout, which draws the footer anyway, it has no width.
        if self.size and self._fitting() != self._drawn:
            self.refresh()

    def render(self) -> Content:
        """Draw the actions that fit, and the pressed keys."""
        self._drawn = self._fitting()
        actions = Content.assemble(*map(_entry, self._drawn))
        if self._pressed_keys is None:
            return actions
        pressed_keys = self._pressed_keys.content()
        gap = self.size.width - actions.cell_length - pressed_keys.cell_length
        return Content.assemble(actions, " " * max(0, gap), pressed_keys)

    async def action_run_binding(self, binding_id: str) -> None:
        """Run the action that was clicked."""
        for entry in binding_views(self.screen):
            if entry.id == binding_id and entry.enabled:
                await self.app.run_action(entry.action, entry.node)

    def _fitting(self) -> list[BindingView]:
        shown = [entry for entry in binding_views(self.screen) if entry.shown and entry.enabled]
        program_entries = [entry for entry in shown if entry.group == PROGRAM]
        entries = [entry for entry in shown if entry not in program_entries]
        room = self.size.width - (self._pressed_keys.WIDTH if self._pressed_keys is not None else 0)
        # Help, which lists everything, and the way back are dropped last.
        taken = sum(map(_width, shown))
        while entries and taken > room:
            taken -= _width((program_entries if len(program_entries) > 1 else entries).pop())
        return entries + program_entries


def _texts(entry: BindingView) -> tuple[str, str]:
    return f" {entry.keys[0]} ", f"{entry.label} "


def _width(entry: BindingView) -> int:
    return sum(map(cell_len, _texts(entry)))


def _entry(entry: BindingView) -> Content:
    key, label = _texts(entry)
    click = Style.from_meta({"@click": f"run_binding({entry.id!r})"})
    return Content.assemble((key, Style(bold=True) + click), (label, click))
