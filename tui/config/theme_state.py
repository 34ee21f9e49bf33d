"""Names of the themes, the one that was chosen last, and the background of the last terminal."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from .private_file import ReadError, read_small
from .settings import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from .settings import Settings


_THEME, _BACKGROUND = "theme", "background"
"""Names of files in the state folder."""

_BACKGROUNDS = ("light", "dark")

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
    """Return the settings with the theme chosen last, unless they or few colours decide."""
    if settings.theme or settings.few_colors:
        return settings
    return replace(settings, theme=_remembered(_THEME, THEMES))


def with_last_background(settings: Settings) -> Settings:
    """Return the settings with the background of the last terminal, until this one is asked.

    Of 16 colours some could not be read if it was another one.
    """
    if settings.background or settings.screencast or settings.few_colors:
        return settings
    return replace(settings, last_background=_remembered(_BACKGROUND, _BACKGROUNDS))


def remember_background(background: str) -> None:
    """Write the background of the terminal, or that it does not tell, if that can be done."""
    from ..delivery.private_file import SaveError

    with suppress(SaveError):
        _remember(_BACKGROUND, background)


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
    _remember(_THEME, name)


def _remember(name: str, text: str) -> None:
    from ..delivery.private_file import SaveError, replace_existing

    try:
        replace_existing(_place(name), f"{text}\n")
    except RuntimeError as error:
        raise SaveError("there is no home to remember it in.") from error


def _remembered(name: str, known: tuple[str, ...]) -> str:
    # A file that can't be read, or says nothing that is known, counts as none.
    try:
        file = read_small(_place(name))
    except (ReadError, RuntimeError):
        return ""
    text = file.text.strip() if file else ""
    return text if text in known else ""


def _place(name: str) -> Path:
    from platformdirs import user_state_path

    return user_state_path("runai-keys") / name
