"""Every use of a private name of Textual or Rich outside the driver and the input parser."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual.app import App
from textual.geometry import Region

from .driver import Driver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from textual.screen import Screen
    from textual.strip import Strip


class CrashSafeApp(App[None]):
    """App that ends over an unhandled exception without Textual's traceback.

    That would print every local variable of every frame, secrets among them.
    """

    def before_crash(self, error: BaseException) -> None:
        """Take note of an unhandled exception: the app is about to end over it."""

    def crash(self, error: BaseException) -> None:
        """End the app over an exception; callable from outside its message loop."""
        self._handle_exception(error)

    def _handle_exception(self, error: BaseException) -> None:
        self.before_crash(error)
        super()._handle_exception(error)  # type: ignore[arg-type]

    def _fatal_error(self) -> None:
        self.panic()

    def panic(self, *_renderables: RenderableType) -> None:
        """End at once and print nothing: an exception may render itself, with what it holds."""
        super().panic()


def terminal_driver(app: App[Any]) -> Driver | None:
    """Return our driver; None before the app has started, and where tests run it headless."""
    return app._driver if isinstance(app._driver, Driver) else None


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Write an escape sequence; `App.copy_to_clipboard` would keep the text in the app."""
    if app._driver is not None:
        app._driver.write(sequence)


def hide_environment(app: App[Any], prefix: str) -> None:
    """Drop variables, such as secrets, from the copy of the environment that the console keeps."""
    app.console._environ = {
        name: value for name, value in os.environ.items() if not name.startswith(prefix)
    }


def refresh_ansi_colors(app: App[Any]) -> None:
    """Map ANSI colours as the theme wants it, after the theme was set without its watcher."""
    app._refresh_truecolor_filter(app.ansi_theme)


def mark_styles_current(app: App[Any], screen: Screen[Any]) -> None:
    """Spare a new screen a second parse of all style sheets: it is about to be styled anyway."""
    screen._css_update_count = app._css_update_count


def forget_drawn_lines() -> None:
    """Free what closed screens have drawn.

    Textual caches the backgrounds of 1,024 widgets, and with each the lines it has drawn.
    """
    StylesCache.get_inner_outer.cache_clear()


class Cropping(Compositor):
    """Takes from each widget the lines between the first and the last that have changed.

    Textual takes all lines of every widget that one of them is in: for a step of the cursor, two
    lines of three screens full.
    """

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if crop is None:
            return super()._get_renders()
        all_of_it = self.visible_widgets
        lines = Region(0, crop.y, self.size.width, crop.height)
        self._visible_widgets = {
            widget: (region, clip.intersection(lines))
            for widget, (region, clip) in all_of_it.items()
            if lines.overlaps(clip)
        }
        try:
            return list(super()._get_renders(crop))
        finally:
            self._visible_widgets = all_of_it
