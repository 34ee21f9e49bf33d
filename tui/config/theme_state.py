"""Remembers the look that was chosen, from one start to the next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from .private_file import ReadError, read_small
from .settings import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from .settings import Settings


def with_remembered_theme(settings: Settings, known: Collection[str]) -> Settings:
    """Take the theme that was chosen last, unless a setting or the terminal's few colours say."""
    if settings.theme or settings.few_colors:
        return settings
    return replace(settings, theme=_remembered(known))


def check_theme(settings: Settings, known: Collection[str]) -> None:
    """Look whether the theme that is set exists.

    Raises:
        SettingsError: it doesn't.
    """
    if not settings.theme or settings.theme in known:
        return
    origin = settings.origins.get("theme", "theme")
    raise SettingsError(
        f'{origin}: there is no theme "{settings.theme}"; there are: {", ".join(known)}.'
    )


def remember_theme(name: str) -> None:
    """Write down the theme that was chosen.

    Raises:
        SaveError: it can't be written.
    """
    from ..delivery.private_file import SaveError, replace_existing

    try:
        replace_existing(_place(), f"{name}\n")
    except RuntimeError as error:
        raise SaveError("there is no home to remember it in.") from error


def _remembered(known: Collection[str]) -> str:
    # What can't be read, or is no theme any more, is as good as nothing.
    try:
        file = read_small(_place())
    except (ReadError, RuntimeError):
        return ""
    name = file.text.strip() if file else ""
    return name if name in known else ""


def _place() -> Path:
    from platformdirs import user_state_path

    return user_state_path("runai-keys") / "theme"
