"""Keys pressed last, for viewers of a screencast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.widgets import Input

from ..keymap import name_of_key

if TYPE_CHECKING:
    from textual.widget import Widget

_KEPT = 12
"""Maximum number of key presses kept, more than fit."""

_BULLET = "•"

_LAST_STYLE = "bold $text on $accent-muted"


class Press(NamedTuple):
    """A key press, or the text typed into a field up to now."""

    text: str
    is_typed: bool = False


@dataclass(frozen=True)
class PressedKeys:
    """The latest key presses, in order."""

    WIDTH: ClassVar[int] = 20
    """Cells reserved at the end of the footer, so that its other entries don't change."""

    presses: tuple[Press, ...] = ()

    def add(self, event: events.Key | events.Paste, target: Widget) -> PressedKeys:
        """Add a key press; letters typed in succession are joined."""
        press, presses = _press(event, target), self.presses
        if press.is_typed and presses and presses[-1].is_typed:
            word = presses[-1].text + press.text
            return PressedKeys((*presses[:-1], Press(word[-self.WIDTH :], is_typed=True)))
        return PressedKeys((*presses, press)[-_KEPT:])

    def content(self) -> Content:
        """Draw as many as fit, with the last one highlighted."""
        if not self.presses:
            return Content("")
        *before, last = (_shortened(press.text, self.WIDTH - 3) for press in self.presses)
        chip = f" {last} "
        room = self.WIDTH - cell_len(chip) - 1
        while before and cell_len(" ".join(before)) > room:
            before.pop(0)
        return Content.assemble((" ".join(before), "$quiet"), " ", (chip, _LAST_STYLE))


def _press(event: events.Key | events.Paste, target: Widget) -> Press:
    if isinstance(event, events.Paste):
        # Pasted text may be a secret, regardless of the field.
        return Press("paste")
    character = event.character if event.is_printable else None
    if isinstance(target, Input) and character:
        return Press(_BULLET if target.password else character, is_typed=True)
    name = name_of_key(event.key)
    return Press(character if character and character.strip() else name)


def _shortened(text: str, longest: int) -> str:
    """Keep the end of a long word, with the letter typed last."""
    if cell_len(text) <= longest:
        return text
    return f"…{set_cell_size(text[-longest + 1 :], longest - 1)}"
