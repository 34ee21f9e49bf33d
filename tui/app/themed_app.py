"""How the application looks, and what it takes, on the terminal that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from textual import work
from textual.reactive import var

from .line_filters import looks
from .terminal.textual_internals import (
    CrashSafeApp,
    mark_styles_current,
    refresh_ansi_colors,
    terminal_driver,
)
from .themes import OWN, fitting_theme, own_variables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.widget import Widget

    from ..config.settings import Settings
    from .widgets.pressed_keys import Presses

AnyScreen = TypeVar("AnyScreen", bound="Screen[Any]")


class DressedApp(CrashSafeApp):
    """Draws with what the terminal can show, and the user wants to see."""

    pressed_keys: var[Presses | None] = var(None, init=False)
    """What was pressed last, for the footer; None if nobody is to see that."""
    _looks: Sequence[LineFilter] = ()

    def dress(self, settings: Settings) -> None:
        """Choose colours and glyphs; to be called while the application is made."""
        for theme in OWN:
            self.register_theme(theme)
        fitting = fitting_theme(few_colors=settings.few_colors, is_light=settings.is_light)
        # Set as if it was the default: Textual would parse all styles once more for a change.
        known = settings.theme in self.available_themes
        self.set_reactive(DressedApp.theme, settings.theme if known else fitting.name)
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)
        # It took these from its own theme, before ours was there.
        self.stylesheet.set_variables(self.get_css_variables())
        refresh_ansi_colors(self)
        self._looks = looks(no_color=self.no_color, in_ascii=settings.ascii)
        if not settings.animations:
            self.animation_level = "none"
        if settings.screencast:
            self.set_reactive(DressedApp.pressed_keys, ())

    def note_pressed(self, event: events.Key | events.Paste, target: Widget) -> None:
        """Show the key, if it is to be seen."""
        if self.pressed_keys is not None:
            from .widgets.pressed_keys import with_event

            self.pressed_keys = with_event(self.pressed_keys, event, target)

    def styled(self, screen: AnyScreen) -> AnyScreen:
        """Note that a screen is about to get the styles of now.

        Textual would parse all of them once more, and apply them to all that is there; and again
        for its width, once it is told of that.
        """
        mark_styles_current(self, screen)
        points = screen.HORIZONTAL_BREAKPOINTS or []
        if fitting := [point for point in points if point[0] <= self.size.width]:
            screen.add_class(max(fitting)[1], update=False)
        return screen

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Add the program's own tokens to whatever theme is chosen."""
        return own_variables(self.current_theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Have each line pass what this terminal needs."""
        return [*super().get_line_filters(), *self._looks]

    def action_theme(self) -> None:
        """Try other colours on, and remember those that are chosen."""
        self._choose_theme()

    @work(group="dialog")
    async def _choose_theme(self) -> None:
        # Few do this, and nobody before the first frame.
        from ..config.theme_state import THEMES, remember_theme
        from ..delivery.private_file import SaveError
        from .dialogs.program.choose_theme import ChooseTheme

        known = [name for name in THEMES if name in self.available_themes]
        chosen = await self.push_screen_wait(ChooseTheme(known, self.theme))
        if chosen is None:
            return
        try:
            remember_theme(chosen)
        except SaveError as error:
            said = f"It holds until you quit: it can't be remembered. {error}"
            self.notify(said, title="Theme", severity="warning", markup=False)

    def action_toggle_mouse(self) -> None:
        """Take the mouse from the terminal, or give it back, such as to select text by it."""
        if (driver := terminal_driver(self)) is not None:
            driver.take_mouse(not driver.has_mouse)
            whose = "the program's" if driver.has_mouse else "your terminal's again"
            self.notify(f"The mouse is {whose}.", markup=False)
