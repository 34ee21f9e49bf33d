"""Appearance on this terminal: theme, colour depth, line filters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.css.stylesheet import Stylesheet

from .terminal.textual_internals import mark_styles_current, restyle, use_true_color
from .themes import ANSI, OWN, ansi_theme, fitting_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App
    from textual.filter import LineFilter
    from textual.screen import Screen

    from ..config.settings import Settings
    from ..screencast.disguise import Disguise

AnyScreen = TypeVar("AnyScreen", bound="Screen[Any]")


class Appearance:
    """Theme, colour depth and line filters of an application."""

    def __init__(self, app: App[Any], settings: Settings, disguise: Disguise) -> None:
        self._app = app
        self.line_filters: Sequence[LineFilter] = ()
        """Filters for each line that is drawn, in addition to Textual's own."""
        if app.no_color or settings.ascii or disguise.hides:
            from .line_filters import filters_of

            wanted = {"no_color": app.no_color, "in_ascii": settings.ascii}
            self.line_filters = [*filters_of(**wanted, disguise=disguise)]
        if not settings.animations:
            app.animation_level = "none"
        for theme in OWN:
            app.register_theme(theme)
        self._settings = settings
        self._remembered = settings.last_background
        self._may_use_true_color = False
        """Whether the terminal has 24-bit colours that are not in use yet."""
        self._background = settings.background or settings.last_background
        app.register_theme(ansi_theme(self._background))
        is_known = settings.theme in app.available_themes
        app.theme = settings.theme if is_known else self._fitting
        app.stylesheet = SteadyStylesheet(app.get_css_variables())

    @property
    def _fitting(self) -> str:
        """Name of the theme that fits the terminal, as far as that is known."""
        few_colors = self._settings.few_colors
        return fitting_theme(few_colors=few_colors, background=self._background).name

    def fit(self, background: str, *, has_true_color: bool) -> None:
        """Adapt to the terminal's background and colours, unless the user has chosen a theme.

        Args:
            background: Either `light` or `dark`; empty if unknown.
            has_true_color: Whether the terminal is known to show 24-bit colours. They are used from
                the next full redraw on, and are no reason for one.
        """
        app = self._app
        follows = app.theme == self._fitting and not self._settings.theme
        self._remember(background)
        before, self._background = self._background, background or self._settings.background
        app.register_theme(ansi_theme(self._background))
        changes = app.theme == ANSI.name and before != self._background
        self._may_use_true_color |= has_true_color
        if follows and app.theme != self._fitting:
            self.before_redrawing()
            app.theme = self._fitting
        elif changes:
            restyle(app)

    def before_redrawing(self) -> None:
        """Switch to 24-bit colours if the terminal has them, as everything is redrawn anyway."""
        if self._may_use_true_color:
            self._may_use_true_color = False
            use_true_color(self._app)

    def _remember(self, background: str) -> None:
        """Save the background for the next start, unless the settings make it irrelevant."""
        settings = self._settings
        if settings.few_colors or settings.background or background == self._remembered:
            return
        from ..config.theme_state import remember_background

        self._remembered = background
        # In a thread: the home folder may be slow.
        work = partial(remember_background, background)
        self._app.run_worker(work, thread=True, group="background", exit_on_error=False)

    def prepare(self, screen: AnyScreen) -> AnyScreen:
        """Mark a new screen as styled with the current theme and width, and return it.

        Otherwise Textual would parse all styles again and apply them to every widget, and once more
        when it sets the screen's width.
        """
        mark_styles_current(self._app, screen)
        points = screen.HORIZONTAL_BREAKPOINTS or []
        if fitting := [point for point in points if point[0] <= self._app.size.width]:
            screen.add_class(max(fitting)[1], update=False)
        return screen

    async def choose_theme(self) -> None:
        """Offer the themes, and remember the chosen one; call it from a worker."""
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
            text = f"The theme lasts until you quit, because it can't be saved. {error}"
            app.notify(text, title="Theme", severity="warning", markup=False)


class SteadyStylesheet(Stylesheet):
    """Style sheet that is parsed again only if a variable has changed.

    Textual parses it whenever it applies a theme, including the first one, right after the first
    parse (6 of some 200 ms of a start). Sources added later are parsed when they are used.
    """

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._current = variables
        self._is_outdated = False

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the variables, unless they are the same."""
        if variables != self._current:
            self._current, self._is_outdated = variables, True
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse everything again, unless nothing would differ."""
        if self._is_outdated:
            super().reparse()
            self._is_outdated = False
