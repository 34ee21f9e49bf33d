"""Finds out once how what looks the same is styled: that is a quarter of the work."""

from __future__ import annotations

from collections.abc import Hashable

import pytest
from textual.app import App
from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

_apply = Stylesheet.apply
_replace_rules = Stylesheet.replace_rules

_styles: dict[Hashable, RulesMap] = {}
_sheets: dict[tuple[int, ...], int] = {}


def style_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Match no rules with what was matched before, and set no style that is set already."""
    monkeypatch.setattr(Stylesheet, "apply", _apply_known)
    monkeypatch.setattr(Stylesheet, "replace_rules", staticmethod(_replace_other_rules))
    # It is the identity already, and asked for a thousand times for each key.
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)


class _Known(dict[tuple[Hashable, ...], RulesMap]):
    """The styles of one node, which Textual asks for unless they depend on those beside it."""

    def __init__(
        self, sheet: Stylesheet, node: DOMNode, group: dict[tuple[Hashable, ...], RulesMap]
    ) -> None:
        super().__init__()
        self._sheet = sheet
        self._node = node
        self._group = group
        """What Textual itself knows, for as long as it styles some nodes at once."""

    def get(self, key: tuple[Hashable, ...], _default: object = None) -> RulesMap | None:  # type: ignore[override]
        if (styles := self._group.get(key)) is not None:
            return styles
        path = self._node.css_path_nodes
        self._seen = (_rules_of(self._sheet), *(_decisive(each) for each in path))
        return _styles.get(self._seen)

    def __setitem__(self, key: tuple[Hashable, ...], styles: RulesMap) -> None:
        self._group[key] = _styles[self._seen] = styles


def _rules_of(sheet: Stylesheet) -> int:
    """Number the rules of a sheet; no other ones get their ids, as all that were read are kept."""
    known: tuple[list[RuleSet], int] | None = getattr(sheet, "_known", None)
    if known is None or known[0] is not sheet.rules:
        ids = tuple(map(id, sheet.rules))
        known = sheet.rules, _sheets.setdefault(ids, len(_sheets))
        sheet._known = known  # type: ignore[attr-defined]
    return known[1]


def _decisive(node: DOMNode) -> Hashable:
    """Return everything about a node that a selector can match."""
    same = type(node), node.id, node.classes, node._pseudo_classes_cache_key
    if isinstance(node, Widget):
        return *same, node.allow_focus()
    if isinstance(node, App):
        dark = node.current_theme.dark
        return *same, node.app_focus, dark, node.is_inline, node.native_ansi_color, node.no_color
    return same


def _apply_known(
    sheet: Stylesheet,
    node: DOMNode,
    *,
    animate: bool = False,
    cache: dict[tuple[Hashable, ...], RulesMap] | None = None,
) -> None:
    known = _Known(sheet, node, {} if cache is None else cache)
    _apply(sheet, node, animate=animate, cache=known)


def _replace_other_rules(node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
    if animate:
        _replace_rules(node, rules, animate=True)
        return
    styles = node.styles.base
    for name in styles._rules.keys() | rules.keys():
        value = rules.get(name)
        if value is None or styles._rules.get(name) is not value:
            setattr(styles, name, value)
    node.notify_style_update()
