"""Appearance for this terminal and these settings: theme, colour depth, ASCII, line filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .line_filters import Veil, terminal_filters
from .terminal.textual_internals import mark_styles_current
from .themes import OWN, fitting_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App
    from textual.filter import LineFilter
    from textual.screen import Screen

    from ..config.settings import Settings
    from ..screencast.disguise import Disguise

AnyScreen = TypeVar("AnyScreen", bound="Screen[Any]")


class Appearance:
    """Sets the theme of an application that is being made, and changes it later."""

    def __init__(self, app: App[Any], settings: Settings, disguise: Disguise) -> None:
        self._app = app
        self.line_filters: Sequence[LineFilter] = [
            *terminal_filters(no_color=app.no_color, in_ascii=settings.ascii),
            *([Veil(disguise.uncovered)] if disguise.hides else []),
        ]
        """Filters of each line that is drawn, beside Textual's own."""
        if not settings.animations:
            app.animation_level = "none"
        self._set_first_theme(settings)

    def _set_first_theme(self, settings: Settings) -> None:
        app = self._app
        for theme in OWN:
            app.register_theme(theme)
        fitting = fitting_theme(few_colors=settings.few_colors, is_light=settings.is_light)
        is_known = settings.theme in app.available_themes
        app.theme = settings.theme if is_known else fitting.name

    def prepare(self, screen: AnyScreen) -> AnyScreen:
        """Mark a new screen as styled with the current theme and width, and return it.

        Textual would parse all styles once more, and apply them to everything that is there; and
        again when it tells the screen its width.
        """
        mark_styles_current(self._app, screen)
        points = screen.HORIZONTAL_BREAKPOINTS or []
        if fitting := [point for point in points if point[0] <= self._app.size.width]:
            screen.add_class(max(fitting)[1], update=False)
        return screen

    async def choose_theme(self) -> None:
        """Offer the themes, and remember the one that is chosen; to be run by a worker."""
        from ..config.theme_state import THEMES, remember_theme
        from ..delivery.private_file import SaveError
        from .ask import ask
        from .dialogs.program.choose_theme import ChooseTheme

        app = self._app
        known = [name for name in THEMES if name in app.available_themes]
        chosen = await ask(app, ChooseTheme(known, app.theme))
        if chosen is None:
            return
        try:
            remember_theme(chosen)
        except SaveError as error:
            text = f"It lasts until you quit, because it can't be remembered. {error}"
            app.notify(text, title="Theme", severity="warning", markup=False)
