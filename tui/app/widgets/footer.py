"""The footer: keys that can be used now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from .bindings_view import WAYS_OUT, verbs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from .bindings_view import Verb
    from .pressed_keys import PressedKeys


class Footer(Widget):
    """A line with the actions that are available; those that don't fit are in the help.

    Textual's Footer is a widget for every key; this is a single widget, at a fifth of the bytes.
    """

    _drawn: Sequence[Verb] = ()
    _pressed_keys: PressedKeys | None = None
    """Shown at the end of the line, in a screencast."""

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._on_bindings_updated)
        # Without a screencast nothing is watched: a watcher is kept alive until the next change.
        if getattr(self.app, "pressed_keys", None) is not None:
            self.watch(self.app, "pressed_keys", self._show_pressed_keys)

    def _show_pressed_keys(self, pressed_keys: PressedKeys | None) -> None:
        if pressed_keys is not None:
            self._pressed_keys = pressed_keys
            self.refresh()

    def _on_bindings_updated(self, _screen: Screen[object]) -> None:
        # Before layout there is no width to fit into, and the first layout draws it anyway.
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

    async def action_run_verb(self, verb_id: str) -> None:
        """Run the action that was clicked."""
        for verb in verbs_of(self.screen):
            if verb.id == verb_id and verb.enabled:
                await self.app.run_action(verb.action, verb.node)

    def _fitting(self) -> list[Verb]:
        shown = [verb for verb in verbs_of(self.screen) if verb.shown and verb.enabled]
        ways_out = [verb for verb in shown if verb.group == WAYS_OUT]
        verbs = [verb for verb in shown if verb not in ways_out]
        room = self.size.width - (self._pressed_keys.WIDTH if self._pressed_keys is not None else 0)
        # Help, which lists everything, and the way back are dropped last.
        taken = sum(map(_width, shown))
        while verbs and taken > room:
            taken -= _width((ways_out if len(ways_out) > 1 else verbs).pop())
        return verbs + ways_out


def _texts(verb: Verb) -> tuple[str, str]:
    return f" {verb.keys[0]} ", f"{verb.label} "


def _width(verb: Verb) -> int:
    return sum(map(cell_len, _texts(verb)))


def _entry(verb: Verb) -> Content:
    key, label = _texts(verb)
    click = Style.from_meta({"@click": f"run_verb({verb.id!r})"})
    return Content.assemble((key, Style(bold=True) + click), (label, click))
