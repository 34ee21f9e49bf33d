"""The program's own colours."""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="runai-dark",
    primary="#76b900",
    secondary="#5fb3b3",
    accent="#8fd14f",
    warning="#e0af68",
    error="#ff6b7a",
    success="#8fd14f",
    foreground="#d7dae0",
    background="#14161b",
    surface="#191c22",
    panel="#22262e",
    dark=True,
    # Not the dark mustard that 256 colours would make of the theme's own.
    variables={"primary-muted": "#0a5020"},
)


def own_variables(theme: Theme) -> dict[str, str]:
    """Give the tokens that the program adds to a theme.

    `quiet` is for what is said by the way. Textual's `text-muted` is half transparent, and a style
    that is not laid over a background of its own shows it at full strength.
    """
    foreground = Color.parse(theme.foreground or ("#ffffff" if theme.dark else "#000000"))
    background = Color.parse(theme.background or ("#000000" if theme.dark else "#ffffff"))
    return {"quiet": foreground.blend(background, 0.38).hex}
