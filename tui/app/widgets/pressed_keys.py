"""The keys that were pressed last, for whoever watches a screencast."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.widgets import Input

from ..keymap import name_of_key
from .footer import ROOM_FOR_PRESSED

if TYPE_CHECKING:
    from textual.widget import Widget

_KEPT = 12
"""More presses than fit."""

_BULLET = "•"

_LAST = "bold $text on $accent-muted"


class Press(NamedTuple):
    """A key, or what was typed into a field up to now."""

    text: str
    is_typed: bool = False


Presses = tuple[Press, ...]
"""The last one last."""


def with_event(presses: Presses, event: events.Key | events.Paste, target: Widget) -> Presses:
    """Add what was pressed; letters that are typed one after the other make one word."""
    press = _press(event, target)
    if press.is_typed and presses and presses[-1].is_typed:
        word = presses[-1].text + press.text
        return (*presses[:-1], Press(word[-ROOM_FOR_PRESSED:], is_typed=True))
    return (*presses, press)[-_KEPT:]


def _press(event: events.Key | events.Paste, target: Widget) -> Press:
    if isinstance(event, events.Paste):
        # What it holds may be a secret, wherever it goes.
        return Press("paste")
    character = event.character if event.is_printable else None
    if isinstance(target, Input) and character:
        return Press(_BULLET if target.password else character, is_typed=True)
    name = name_of_key(event.key)
    return Press(character if character and character.strip() else name)


def pressed_line(presses: Presses) -> Content:
    """Draw as many as fit, the last one so that it stands out."""
    if not presses:
        return Content("")
    *before, last = (_shortened(press.text) for press in presses)
    chip = f" {last} "
    room = ROOM_FOR_PRESSED - cell_len(chip) - 1
    while before and cell_len(" ".join(before)) > room:
        before.pop(0)
    return Content.assemble((" ".join(before), "$quiet"), " ", (chip, _LAST))


def _shortened(text: str) -> str:
    """Leave the end of a long word, which is what comes next to what was typed."""
    longest = ROOM_FOR_PRESSED - 3
    if cell_len(text) <= longest:
        return text
    return f"…{set_cell_size(text[-longest + 1 :], longest - 1)}"
