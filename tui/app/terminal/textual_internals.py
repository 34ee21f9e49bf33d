"""Functions and classes that use private names of Textual and Rich for the rest of the program.

Each name is listed in `private_names`; the driver and the input parser use theirs where they are.
"""

from __future__ import annotations

import gc
import os
from asyncio import get_running_loop
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from rich.style import Style
from textual import constants
from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual.app import App
from textual.geometry import Region
from textual.screen import UPDATE_PERIOD
from textual.strip import Strip

from .driver import Driver
from .screen_diff import forget_pieces

if TYPE_CHECKING:
    from asyncio import TimerHandle
    from collections.abc import Callable, Iterator

    from rich.console import RenderableType
    from textual.screen import Screen
    from textual.widget import Widget

    from ...runtime.early_screen import EarlyScreen
    from ...runtime.kept_frame import Skeleton


class CrashSafeApp(App[None]):
    """App that ends over an unhandled exception without Textual's traceback.

    That would print every local variable of every frame, secrets among them.
    """

    is_drawn = False
    """Whether the first frame is drawn, or about to be."""
    early_screen: EarlyScreen | None = None
    """Screen with the frame before Textual, if there is one."""

    def note_first_frame(self, skeleton: Callable[[], Skeleton]) -> None:
        """Take note that the first frame is drawn; the argument returns what to keep of it."""

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


def mark_styles_current(app: App[Any], screen: Screen[Any]) -> None:
    """Spare a new screen a second parse of all style sheets: it is about to be styled anyway."""
    screen._css_update_count = app._css_update_count


def restyle(app: App[Any]) -> None:
    """Style everything again: the theme has other colours under the same name."""
    app._css_update_count += 1
    app.refresh_css(animate=False)


def use_true_color(app: App[Any]) -> None:
    """Draw in 24-bit colours from now on, unless the user has asked for 256."""
    is_asked_for = constants.COLOR_SYSTEM != "auto" or os.environ.get("COLORTERM")
    if is_asked_for or app.console._color_system is not ColorSystem.EIGHT_BIT:
        return
    app.console._color_system = ColorSystem.TRUECOLOR
    # Both keep the codes that they were drawn with first, and many caches keep them.
    is_frozen = gc.get_freeze_count() > 0
    gc.unfreeze()
    for drawn in gc.get_objects():
        if type(drawn) is Style:
            drawn._ansi = None
        elif type(drawn) is Strip:
            drawn._render_cache = None
    if is_frozen:
        gc.freeze()


def forget_arrangements(widget: Widget) -> None:
    """Lay out a widget's children again: Textual caches results that depend on the height, too."""
    for part in widget.query("*"):
        part._clear_arrangement_cache()


def forget_drawn_lines() -> None:
    """Free what closed screens have drawn.

    Textual caches the backgrounds of 1,024 widgets, and with each the lines it has drawn.
    """
    StylesCache.get_inner_outer.cache_clear()
    forget_pieces()


def draw_frugally(screen: Screen[Any]) -> None:
    """Install the compositor that skips needless drawing on a new screen, and a timer for it."""
    screen._compositor = compositor = FrugalCompositor(screen)
    screen._Screen__update_timer = _FrameTimer(screen, compositor)  # type: ignore[attr-defined]


@contextmanager
def drawn_at_once(widget: Widget) -> Iterator[None]:
    """Draw at once what a key press, or a rest after one, changes in the list.

    Textual would draw it after messages to the screen and a timer. Of keys that came together, both
    draw the last one's effect only.
    """
    is_last = not widget.message_queue_size
    yield
    compositor = widget.screen._compositor
    if is_last and isinstance(compositor, FrugalCompositor):
        compositor.draw_at_once()


class FrugalCompositor(Compositor):
    """Compositor that crops widgets to their dirty lines, and draws nothing in a batch of updates.

    Textual takes all lines of every widget that a dirty line is in, also of those behind another
    one: for a step of the cursor, two lines of three screens full. In a batch it draws a frame, and
    throws it away.
    """

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._screen = screen
        self._dirty: tuple[Region, ...] = ()
        self._drawn_at = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the next frame may be drawn."""
        return self._drawn_at + UPDATE_PERIOD - monotonic()

    def draw_at_once(self) -> None:
        """Draw what is dirty, unless a layout comes first, or the last frame was drawn just now.

        The timer draws it then.
        """
        screen, widgets = self._screen, super().visible_widgets
        if self.wait > 0 or screen.app._batch_count or not screen.is_active:
            return
        # The screen is one of the widgets, and is dirty where everything is to be drawn.
        if any(widget._layout_required or widget._scroll_required for widget in widgets):
            return
        changed = {widget for widget in widgets if widget._repaint_required}
        if not changed:
            return
        for widget in changed:
            widget._repaint_required = False
        self.update_widgets(changed | screen._dirty_widgets)
        screen._compositor_refresh()

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        """Regions of the widgets; while dirty parts are drawn, of those seen in them."""
        widgets, left = super().visible_widgets, self._dirty
        if not left:
            return widgets
        dirty = Region.from_union(left)
        lines = Region(0, dirty.y, self.size.width, dirty.height)
        seen: dict[Widget, tuple[Region, Region]] = {}
        # They are ordered from front to back.
        for widget, (region, clip) in widgets.items():
            shown = region.intersection(clip)
            if any(map(shown.overlaps, left)):
                seen[widget] = region, clip.intersection(lines)
                left = tuple(part for part in left if not shown.contains_region(part))
                if not left:
                    break
        return seen

    def render_update(self, *, full: bool = False, **options: Any) -> RenderableType | None:  # type: ignore[override]  # noqa: ANN401
        """Draw what has changed, unless nothing of it would be shown; a picture is in full."""
        if self._screen.app._batch_count and not full:
            return None
        self._drawn_at = monotonic()
        # Textual draws all behind a layout once more where all was to be repainted.
        return super().render_update(full=full or self._screen._repaint_required, **options)

    def render_full_update(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        """Draw everything, and so all that was to be repainted: Textual would once more."""
        update = super().render_full_update(*arguments, **options)
        self._screen._repaint_required = False
        return update

    def render_partial_update(self) -> RenderableType | None:  # type: ignore[override]
        """Draw the dirty lines."""
        if not self._dirty_regions:
            return None
        # They are cached, and must not be those of the dirty lines alone.
        _ = self.cuts
        self._dirty = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._dirty = ()


class _FrameTimer:
    """Timer of the frames of one screen, each no closer behind the last one than Textual draws.

    Textual's is a task, and knows of no frame but its own: it would draw right behind another one.
    """

    def __init__(self, screen: Screen[Any], compositor: FrugalCompositor) -> None:
        self._screen = screen
        self._compositor = compositor
        self._due: TimerHandle | None = None

    def resume(self) -> None:
        """Draw the screen as soon as the last frame is old enough."""
        if self._due is None:
            self._due = get_running_loop().call_later(max(0.0, self._compositor.wait), self._draw)

    def pause(self) -> None:
        """Cancel a drawing that is due."""
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _draw(self) -> None:
        self._due, app = None, self._screen.app
        if app._exit:
            return
        try:
            self._screen._on_timer_update()
        except Exception as error:  # noqa: BLE001 - nothing else would end the app over it
            app._handle_exception(error)
