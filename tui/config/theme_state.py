"""Names of the themes; theme and background remembered from earlier runs."""

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
"""Names of the program's own themes, then of Textual's; commands check them without Textual."""


def with_remembered_theme(settings: Settings) -> Settings:
    """Return the settings with the last chosen theme, unless they set one or colours are few."""
    if settings.theme or settings.few_colors:
        return settings
    return replace(settings, theme=_remembered(_THEME, THEMES))


def with_last_background(settings: Settings) -> Settings:
    """Return the settings with the background of the last terminal, as a guess for this one.

    Not with 16 colours: on a different background some would be unreadable.
    """
    if settings.background or settings.screencast or settings.few_colors:
        return settings
    return replace(settings, last_background=_remembered(_BACKGROUND, _BACKGROUNDS))


def remember_background(background: str) -> None:
    """Save the terminal's background, empty if unknown; do nothing if it can't be saved."""
    from ..delivery.private_file import SaveError

    with suppress(SaveError):
        _remember(_BACKGROUND, background)


def check_theme(settings: Settings) -> None:
    """Check that the theme in the settings exists.

    Raises:
        SettingsError: there is no such theme.
    """
    if not settings.theme or settings.theme in THEMES:
        return
    origin = settings.origins.get("theme", "theme")
    raise SettingsError(
        f'{origin}: there is no theme "{settings.theme}"; there are: {", ".join(THEMES)}.'
    )


def remember_theme(name: str) -> None:
    """Save the chosen theme in the state folder.

    Raises:
        SaveError: the file can't be written.
    """
    _remember(_THEME, name)


def _remember(name: str, text: str) -> None:
    from ..delivery.private_file import SaveError, replace_existing

    try:
        replace_existing(_place(name), f"{text}\n")
    except RuntimeError as error:
        raise SaveError("there is no home folder: set XDG_STATE_HOME.") from error


def _remembered(name: str, known: tuple[str, ...]) -> str:
    # An unreadable file or an unknown value counts as missing.
    try:
        file = read_small(_place(name))
    except (ReadError, RuntimeError):
        return ""
    text = file.text.strip() if file else ""
    return text if text in known else ""


def _place(name: str) -> Path:
    from platformdirs import user_state_path

    return user_state_path("runai-keys") / name
