"""Finds what has no room where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from rich.cells import cell_len
from textual.content import Content
from textual.css.styles import RulesMap
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets._toast import Toast

from tui.app.widgets.entry_list import EntryLines
from tui.app.widgets.footer import Footer


def misplaced(screen: Screen[object]) -> list[str]:
    """Return a word for each part that is clipped, cut or wrapped but should not be."""
    return [f"{_called(widget)} {fault}" for widget, fault in _faults(screen)]


def _faults(screen: Screen[object]) -> Iterator[tuple[Widget, str]]:
    for widget, place in screen._compositor.full_map.items():
        if widget is screen or not widget.display or not place.region.size:
            continue
        if fault := _clipped(widget, place.region, place.visible_region):
            yield widget, fault
        if fault := _cut(widget):
            yield widget, fault
        if isinstance(widget, Toast) and (covered := _covered(screen, place.visible_region)):
            yield widget, f"covers {', '.join(covered)}"
        if isinstance(widget, Footer) and place.region.bottom != screen.size.height:
            yield widget, "is not the last line"
        if (
            widget.id == "box"
            and place.region.y == 0 < screen.size.height - 1 - place.region.bottom
        ):
            yield widget, "covers the title bar, though there is room below"


def _covered(screen: Screen[object], by: Region) -> list[str]:
    """Name what has to be seen while something pops up, and is not."""
    parts = screen.query("FilterInput, Footer, RadioRow, Field, #box")
    return [_called(part) for part in parts if part.display and part.region.overlaps(by)]


def _called(widget: Widget) -> str:
    name = type(widget).__name__
    return (
        f"{name}#{widget.id}" if widget.id else f"{name}{''.join(f'.{c}' for c in widget.classes)}"
    )


def _clipped(widget: Widget, whole: Region, seen: Region) -> str:
    if seen.width < whole.width and not _scrolls(widget, "x"):
        return f"is clipped to {seen.width} of {whole.width} columns"
    if seen.height < whole.height and not _scrolls(widget, "y"):
        return f"is clipped to {seen.height} of {whole.height} lines"
    return ""


def _scrolls(widget: Widget, axis: str) -> bool:
    parents = [node for node in widget.ancestors if isinstance(node, Widget)]
    return any(
        parent.allow_vertical_scroll if axis == "y" else parent.allow_horizontal_scroll
        for parent in parents
        if not isinstance(parent, Screen)
    )


def _cut(widget: Widget) -> str:
    width, height = widget.content_size
    if _has_ellipsis(widget):
        return ""
    if isinstance(widget, Input):
        return "" if widget.value else _too_wide(str(widget.placeholder), width)
    if isinstance(widget, OptionList):
        return _first(_too_wide(str(option.prompt), width) for option in widget.options)
    visual = widget._render()
    if not isinstance(visual, Content) or not visual.plain.strip():
        return ""
    if isinstance(widget, EntryLines):
        return _first(_too_wide(line, width) for line in visual.plain.splitlines())
    return _has_no_room(visual, widget, width, height)


def _has_ellipsis(widget: Widget) -> bool:
    return widget.styles.text_wrap == "nowrap" and widget.styles.text_overflow == "ellipsis"


def _first(faults: Iterable[str]) -> str:
    return next(filter(None, faults), "")


def _has_no_room(text: Content, widget: Widget, width: int, height: int) -> str:
    rules = cast(RulesMap, widget.styles)
    needed = text.get_height(rules, width)
    if needed > height:
        return f"shows {height} of {needed} lines of {text.plain!r}"
    if text.get_minimal_width(rules) > width:
        return f"breaks a word of {text.plain!r}"
    return ""


def _too_wide(text: str, width: int) -> str:
    widest = max((cell_len(line) for line in text.splitlines()), default=0)
    return f"has {width} columns for the {widest} of {text!r}" if widest > width else ""
