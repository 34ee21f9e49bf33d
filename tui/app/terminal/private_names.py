"""Table of the private names of Textual and Rich that the program uses.

Only a test loads it, to check each name against the installed versions.
"""

from __future__ import annotations

from typing import NamedTuple


class PrivateName(NamedTuple):
    """Private name of Textual or Rich."""

    name: str
    """Dotted name, including the package."""
    purpose: str
    used_by: str
    """Function or class of `tui.app.terminal`."""


PRIVATE_NAMES = (
    PrivateName(
        "textual.app.App._handle_exception",
        "end over a bug without printing it, and note what is left open",
        "textual_internals.CrashSafeApp",
    ),
    PrivateName(
        "textual.app.App._fatal_error",
        "print no traceback, which shows local variables with secrets in them",
        "textual_internals.CrashSafeApp",
    ),
    PrivateName(
        "textual.app.App._driver",
        "lend the terminal, repaint it, and switch the mouse on and off",
        "textual_internals.terminal_driver",
    ),
    PrivateName(
        "textual.app.App._driver",
        "copy a secret by OSC 52 without leaving it in the app",
        "textual_internals.write_to_terminal",
    ),
    PrivateName(
        "rich.console.Console._environ",
        "keep secrets of the environment out of the console's copy of it",
        "textual_internals.hide_environment",
    ),
    PrivateName(
        "textual.app.App._css_update_count",
        "open a screen without parsing all style sheets again (10 ms)",
        "textual_internals.mark_styles_current",
    ),
    PrivateName(
        "textual.app.App._css_update_count",
        "style the screens beneath as well when a theme has got other colours",
        "textual_internals.restyle",
    ),
    PrivateName(
        "rich.style.Style._ansi",
        "draw in 24-bit colours once the terminal is known to have them",
        "textual_internals.use_true_color",
    ),
    PrivateName(
        "textual.strip.Strip._render_cache",
        "draw in 24-bit colours once the terminal is known to have them",
        "textual_internals.use_true_color",
    ),
    PrivateName(
        "rich.console.Console._color_system",
        "draw in 24-bit colours once the terminal is known to have them",
        "textual_internals.use_true_color",
    ),
    PrivateName(
        "textual.screen.Screen._css_update_count",
        "open a screen without parsing all style sheets again (10 ms)",
        "textual_internals.mark_styles_current",
    ),
    PrivateName(
        "textual._styles_cache.StylesCache.get_inner_outer",
        "free what closed screens have drawn, secrets among it",
        "textual_internals.forget_drawn_lines",
    ),
    PrivateName(
        "textual.widget.Widget._clear_arrangement_cache",
        "lay a dialog out for a new height at once: arrangements are cached by width",
        "textual_internals.forget_arrangements",
    ),
    PrivateName(
        "textual.screen.Screen._compositor",
        "draw no more of a screen than has changed",
        "textual_internals.draw_frugally",
    ),
    PrivateName(
        "textual.screen.Screen._compositor",
        "draw what a key press has changed at once",
        "textual_internals.drawn_at_once",
    ),
    PrivateName(
        "textual._compositor.Compositor._dirty_regions",
        "crop each widget to the lines that have changed (a tenth of the time of a cursor key)",
        "textual_internals.FrugalCompositor",
    ),
    PrivateName(
        "textual.widget.Widget._repaint_required",
        "draw the first frame once, and everything once after a layout",
        "textual_internals.FrugalCompositor",
    ),
    PrivateName(
        "textual.widget.Widget._layout_required",
        "draw what a key press has changed at once, unless a layout comes first",
        "textual_internals.FrugalCompositor",
    ),
    PrivateName(
        "textual.widget.Widget._scroll_required",
        "draw what a key press has changed at once, unless a layout comes first",
        "textual_internals.FrugalCompositor",
    ),
    PrivateName(
        "textual.screen.Screen._dirty_widgets",
        "draw at once what is dirty already as well",
        "textual_internals.FrugalCompositor",
    ),
    PrivateName(
        "textual.screen.Screen._compositor_refresh",
        "draw what a key press has changed at once",
        "textual_internals.FrugalCompositor",
    ),
    PrivateName(
        "textual.screen.Screen._Screen__update_timer",
        "draw a change no sooner after one that was drawn at once than after any other",
        "textual_internals.draw_frugally",
    ),
    PrivateName(
        "textual.screen.Screen._on_timer_update",
        "draw a change no sooner after one that was drawn at once than after any other",
        "textual_internals._FrameTimer",
    ),
    PrivateName(
        "textual.app.App._exit",
        "draw nothing more once the app ends",
        "textual_internals._FrameTimer",
    ),
    PrivateName(
        "textual.app.App._handle_exception",
        "end the app over an exception while a frame is drawn",
        "textual_internals._FrameTimer",
    ),
    PrivateName(
        "textual.app.App._batch_count",
        "write the first frame once, instead of its parts first",
        "textual_internals.FrugalCompositor",
    ),
    PrivateName(
        "textual.drivers.linux_driver.LinuxDriver._file",
        "end the program, instead of hanging, when the terminal is gone",
        "driver.Driver",
    ),
    PrivateName(
        "textual.drivers.linux_driver.LinuxDriver._get_terminal_size",
        "take the size of the terminal, though standard output is redirected",
        "driver.Driver",
    ),
    PrivateName(
        "textual.drivers.linux_driver.LinuxDriver._writer_thread",
        "give the terminal back after SIGSTOP, before it is taken again",
        "driver.Driver",
    ),
    PrivateName(
        "textual._xterm_parser.XTermParser",
        "parse keys one sequence at a time, and forget what went wrong",
        "input_parser.InputParser",
    ),
    PrivateName(
        "textual._parser.Parser._timeout_time",
        "take esc for a key once silence has shown that it is one",
        "input_parser.InputParser",
    ),
    PrivateName(
        "textual._ansi_sequences.ANSI_SEQUENCES_KEYS",
        "pass on all keys that Textual knows, and nothing that it would type",
        "key_sequences.readable",
    ),
    PrivateName(
        "textual._types",
        "start without the trees and menus that Textual loads for the names of a few types (6 ms)",
        "lazy_types._Types",
    ),
    PrivateName(
        "textual._keyboard_protocol.FUNCTIONAL_KEYS",
        "know the numbers of keys that are no characters",
        "key_sequences.readable",
    ),
)
"""One entry for each name and user."""
