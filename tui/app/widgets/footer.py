"""The footer."""

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
    from .pressed_keys import Presses

ROOM_FOR_PRESSED = 20
"""Cells for the keys that were pressed, kept free so that no verb comes and goes with these."""


class Footer(Widget):
    """One line with the verbs that can be used now; what doesn't fit is in the help.

    A stock Footer is a widget for every key; this is one widget, and a fifth of the bytes.
    """

    _drawn: Sequence[Verb] = ()
    _pressed: Presses | None = None
    """What is shown at the end of the line of the keys that were pressed, if they are."""

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._on_bindings_updated)
        # Textual keeps whoever watches until what is watched changes next.
        if getattr(self.app, "pressed_keys", None) is not None:
            self.watch(self.app, "pressed_keys", self._show_pressed)

    def _show_pressed(self, pressed: Presses | None) -> None:
        if pressed is not None:
            self._pressed = pressed
            self.refresh()

    def _on_bindings_updated(self, _screen: Screen[object]) -> None:
        # Without a place it has nothing to fit in, and is drawn anyway once it gets one.
        if self.size and self._fitting() != self._drawn:
            self.refresh()

    def render(self) -> Content:
        """Draw the verbs, as many as fit."""
        self._drawn = self._fitting()
        verbs = Content.assemble(*map(_entry, self._drawn))
        if not self._pressed:
            return verbs
        from .pressed_keys import pressed_line

        pressed = pressed_line(self._pressed)
        gap = self.size.width - verbs.cell_length - pressed.cell_length
        return Content.assemble(verbs, " " * max(0, gap), pressed)

    async def action_run_verb(self, verb_id: str) -> None:
        """Do what a click on a verb asks for."""
        for verb in verbs_of(self.screen):
            if verb.id == verb_id and verb.enabled:
                await self.app.run_action(verb.action, verb.node)

    def _fitting(self) -> list[Verb]:
        shown = [verb for verb in verbs_of(self.screen) if verb.shown and verb.enabled]
        ways_out = [verb for verb in shown if verb.group == WAYS_OUT]
        verbs = [verb for verb in shown if verb not in ways_out]
        room = self.size.width - (0 if self._pressed is None else ROOM_FOR_PRESSED)
        # Help, which has everything, and the way back are the last to go.
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
