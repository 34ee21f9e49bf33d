"""What Textual would keep of widgets that are gone."""

from __future__ import annotations

from textual._styles_cache import StylesCache


def let_go_of_lines() -> None:
    """Let go of the lines that closed screens have drawn.

    Textual remembers the backgrounds of 1,024 widgets, and by that all that each has drawn.
    """
    StylesCache.get_inner_outer.cache_clear()
