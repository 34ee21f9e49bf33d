"""Names of the themes, and the one that was chosen last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .private_file import ReadError, read_small
from .settings import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from .settings import Settings


THEMES = (
    "runai-dark",
    "runai-light",
    "runai-ansi",
    "textual-dark",
    "textual-light",
    "nord",
    "gruvbox",
    "catppuccin-mocha",
    "dracula",
    "tokyo-night",
    "monokai",
    "flexoki",
    "catppuccin-latte",
    "catppuccin-frappe",
    "catppuccin-macchiato",
    "solarized-light",
    "solarized-dark",
    "rose-pine",
    "rose-pine-moon",
    "rose-pine-dawn",
    "atom-one-dark",
    "atom-one-light",
    "ansi-dark",
    "ansi-light",
)
"""The program's own themes, then Textual's: by name, so that a command need not load Textual."""


def with_remembered_theme(settings: Settings) -> Settings:
    """Take the theme that was chosen last, unless settings or a terminal of few colours decide."""
    if settings.theme or settings.few_colors:
        return settings
    return replace(settings, theme=_remembered())


def check_theme(settings: Settings) -> None:
    """Check that the theme in the settings exists.

    Raises:
        SettingsError: it doesn't.
    """
    if not settings.theme or settings.theme in THEMES:
        return
    origin = settings.origins.get("theme", "theme")
    raise SettingsError(
        f'{origin}: there is no theme "{settings.theme}"; there are: {", ".join(THEMES)}.'
    )


def remember_theme(name: str) -> None:
    """Write the chosen theme to the state folder.

    Raises:
        SaveError: it can't be written.
    """
    from ..delivery.private_file import SaveError, replace_existing

    try:
        replace_existing(_place(), f"{name}\n")
    except RuntimeError as error:
        raise SaveError("there is no home to remember it in.") from error


def _remembered() -> str:
    # A file that can't be read, or names no theme, counts as none.
    try:
        file = read_small(_place())
    except (ReadError, RuntimeError):
        return ""
    name = file.text.strip() if file else ""
    return name if name in THEMES else ""


def _place() -> Path:
    from platformdirs import user_state_path

    return user_state_path("runai-keys") / "theme"
