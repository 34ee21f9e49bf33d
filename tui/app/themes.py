"""The program's own themes."""

from __future__ import annotations

from dataclasses import replace

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
    # Chosen so that their nearest of 256 colours are distinct as well.
    surface="#191c21",
    panel="#22262d",
    dark=True,
    # Overridden, as in 256 colours Textual's would become a dark mustard.
    variables={
        "primary-muted": "#0a5020",
        "accent-muted": "#1c4620",
        "success-muted": "#1c4620",
        "text-warning": "#ecce9e",
        "warning-muted": "#3d3326",
    },
)

LIGHT = Theme(
    name="runai-light",
    primary="#4b7a00",
    secondary="#1f7a7a",
    accent="#4b7a00",
    warning="#8a5a00",
    error="#b3162d",
    success="#3a7a00",
    foreground="#1d2127",
    background="#fafaf7",
    surface="#f1f2ee",
    panel="#e4e6e0",
    dark=False,
    # Textual's own are nearly black on a light background. In 256 colours greens stay green.
    variables={
        "primary-muted": "#cdf0b4",
        "quiet": "#565d67",
        "stale": "#8f3300",
        "error-muted": "#f3d6d9",
        "warning-muted": "#f7ecd2",
        "success-muted": "#dcebcb",
        "secondary-muted": "#cfe6e6",
        "text-primary": "#2f6a00",
        "text-secondary": "#136a6a",
        "text-accent": "#2f6a00",
        "text-success": "#2a6a00",
        "text-warning": "#7a5000",
        "text-error": "#b3162d",
    },
)

_TEXTS = (
    *("text-primary", "text-secondary", "text-accent", "text-success", "text-warning"),
    *("text-error", "stale"),
)
"""Tokens of coloured texts."""

ANSI = Theme(
    name="runai-ansi",
    ansi=True,
    primary="ansi_green",
    secondary="ansi_cyan",
    accent="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    # The terminal's own, as no colour is readable on both light and dark backgrounds.
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        **dict.fromkeys(_TEXTS, "ansi_default"),
        "primary-muted": "ansi_default",
        # Textual makes these the same colour as the text on them.
        "accent-muted": "ansi_default",
        "secondary-muted": "ansi_default",
        "warning-muted": "ansi_default",
        "error-muted": "ansi_default",
        "success-muted": "ansi_default",
        "input-cursor-text-style": "reverse",
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "foreground-disabled": "ansi_default",
        "surface-active": "ansi_default",
    },
)
"""The 16 colours of the terminal's own palette; styles for it are marked by `:ansi`."""

_ON_DARK = {
    "text-primary": "ansi_green",
    "text-secondary": "ansi_cyan",
    "text-accent": "ansi_green",
    "text-success": "ansi_green",
    # Yellow is brown on the Linux console; red and magenta are too dark in most palettes.
    "text-warning": "ansi_bright_yellow",
    "text-error": "ansi_bright_red",
    "stale": "ansi_bright_magenta",
}

OWN = (DARK, LIGHT, ANSI)
"""The program's own themes; Textual's can be chosen as well."""


def fitting_theme(*, few_colors: bool, background: str) -> Theme:
    """Return the program's own theme that fits the terminal."""
    if few_colors:
        return ANSI
    return LIGHT if background == "light" else DARK


def ansi_theme(background: str) -> Theme:
    """Return the 16-colour theme with text colours that are readable on a background."""
    if background != "dark":
        return ANSI
    return replace(ANSI, variables={**ANSI.variables, **_ON_DARK})


def own_variables(theme: Theme) -> dict[str, str]:
    """Return the tokens that the program adds to a theme.

    `quiet` is for secondary text. Textual's `text-muted` is half transparent, and a style without a
    background of its own shows it at full strength. `stale` lies between a warning and an error,
    which is reserved for what can't be undone.
    """
    if theme.ansi:
        return {"quiet": "ansi_default", "stale": "ansi_default"}
    foreground = Color.parse(theme.foreground or ("#ffffff" if theme.dark else "#000000"))
    background = Color.parse(theme.background or ("#000000" if theme.dark else "#ffffff"))
    warning = Color.parse(theme.warning or theme.primary)
    stale = warning.blend(Color.parse(theme.error or theme.primary), 0.5)
    text = background.get_contrast_text(1.0).tint(stale.with_alpha(0.66))
    return {"quiet": foreground.blend(background, 0.34).hex, "stale": text.hex}
