"""Remembers how nodes that look the same are styled: matching rules is a quarter of the work."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple

import pytest
from textual.app import App
from textual.css.model import RuleSet
from textual.css.styles import RenderStyles, RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

_apply = Stylesheet.apply
_map_rules = vars(Stylesheet)["rules_map"].fget
_replace_rules = Stylesheet.replace_rules

_ORDER = {"first-of-type", "last-of-type", "first-child", "last-child", "empty"}
_NEIGHBOURS = Stylesheet._EXCLUDE_PSEUDO_CLASSES_FROM_CACHE
"""Pseudo-classes that depend on other nodes than those above."""

_Path = tuple[Hashable, ...]
"""Each node from the application down, by all that a selector can ask for."""


class _Traits(NamedTuple):
    """Kinds of pseudo-classes that the rules for a node ask for."""

    hover: bool
    focus_within: bool
    order: bool
    odd_or_even: bool
    neighbours: tuple[str, ...]


_sheets: dict[tuple[int, ...], int] = {}
_traits: dict[Hashable, _Traits] = {}
_maps: dict[int, dict[str, list[RuleSet]]] = {}
_styles: dict[Hashable, RulesMap] = {}
_set_at_first: dict[int, tuple[RulesMap, RulesMap]] = {}
"""Rules by their ids, and what a node that had no style has after they were set."""

_parts: dict[type[DOMNode], frozenset[str]] = {}


def style_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Match no rules with what was matched before, and set no style that is set already."""
    monkeypatch.setattr(Stylesheet, "apply", _apply_known)
    monkeypatch.setattr(Stylesheet, "_process_component_classes", _style_parts)
    monkeypatch.setattr(Stylesheet, "rules_map", property(_map_once))
    monkeypatch.setattr(Stylesheet, "replace_rules", staticmethod(_replace_other_rules))
    # It is the identity already, and asked for a thousand times for each key.
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)
    # Each call gets a cache of its own below, so that no rules get to another node by it.
    monkeypatch.setattr(Stylesheet, "_EXCLUDE_PSEUDO_CLASSES_FROM_CACHE", frozenset())


def _apply_known(
    sheet: Stylesheet,
    node: DOMNode,
    *,
    animate: bool = False,
    cache: dict[Any, Any] | None = None,
) -> None:
    number = _number_of(sheet)
    traits = _traits_of(sheet, number, node)
    path = _path_of(node, cache)
    key = number, path, tuple(_order(node, traits.neighbours)) if traits.neighbours else ()
    if (styles := _styles.get(key)) is None:
        # Textual notes the rules of the one node that it is given in the cache that it is given.
        noted: dict[tuple[Hashable, ...], RulesMap] = {}
        _apply(sheet, node, animate=animate, cache=noted)
        _styles[key] = next(iter(noted.values()), RulesMap())
        return
    node._has_hover_style, node._has_focus_within = traits.hover, traits.focus_within
    node._has_order_style, node._has_odd_or_even = traits.order, traits.odd_or_even
    if styles:
        _replace_other_rules(node, styles, animate)
    _style_parts(sheet, node, path)


def _order(node: DOMNode, asked: tuple[str, ...]) -> Iterator[bool]:
    """Return which pseudo-classes that depend on other nodes it has, and those above."""
    for each in node.css_path_nodes:
        for name in asked:
            if name in each._PSEUDO_CLASSES:
                yield each._PSEUDO_CLASSES[name](each)  # type: ignore[arg-type]


class _Parts(dict[str, RenderStyles]):
    """Styles of the component classes of a node, each made when it is first drawn with."""

    def __init__(self, node: DOMNode) -> None:
        super().__init__()
        self._node = node
        self._gone = False
        self.sheet: Stylesheet

    def __contains__(self, name: object) -> bool:
        return not self._gone and name in _parts[type(self._node)]

    def __missing__(self, name: str) -> RenderStyles:
        if name not in self:
            raise KeyError(name)
        number, path = _number_of(self.sheet), _path_of(self._node, None)
        self[name] = styles = _styled_part(self.sheet, number, self._node, path, name)
        return styles

    def clear(self) -> None:
        """Forget them with the node."""
        super().clear()
        self._gone = True


def _style_parts(sheet: Stylesheet, node: DOMNode, path: _Path | None = None) -> None:
    """Style the component classes of a node anew, where their rules are not the same as before."""
    kind = type(node)
    if kind not in _parts:
        _parts[kind] = frozenset(node._get_component_classes())
    if not _parts[kind]:
        return
    if not isinstance(node._component_styles, _Parts):
        node._component_styles = _Parts(node)
        node.refresh()
    node._component_styles.sheet = sheet
    number, changed = _number_of(sheet), False
    for name, before in list(node._component_styles.items()):
        path = path or _path_of(node, None)
        rules = _styles.get((number, (*path, name)))
        if rules is None or getattr(before.node, "_rules_then", None) is not rules:
            node._component_styles[name] = _styled_part(sheet, number, node, path, name)
            changed |= before != node._component_styles[name]
    if changed:
        node.refresh()


def _styled_part(
    sheet: Stylesheet, number: int, node: DOMNode, path: _Path, name: str
) -> RenderStyles:
    virtual = DOMNode(classes=name)
    virtual._attach(node)
    if (rules := _styles.get((number, (*path, name)))) is not None:
        _replace_other_rules(virtual, rules)
    else:
        noted: dict[tuple[Hashable, ...], RulesMap] = {}
        _apply(sheet, virtual, cache=noted)
        if not _traits_of(sheet, number, virtual).neighbours:
            rules = _styles[number, (*path, name)] = next(iter(noted.values()), RulesMap())
    virtual._rules_then = rules  # type: ignore[attr-defined]
    return virtual.styles


def _traits_of(sheet: Stylesheet, number: int, node: DOMNode) -> _Traits:
    """Look through the rules that may be for a node, once for all nodes with the same names."""
    key = number, node._id, frozenset(node._classes), type(node)
    if key not in _traits:
        rules = {
            rule
            for name in sheet.rules_map.keys() & node._selector_names
            for rule in sheet.rules_map[name]
        }
        asked = {name for rule in rules for name in rule.pseudo_classes}
        _traits[key] = _Traits(
            "hover" in asked,
            "focus-within" in asked,
            not asked.isdisjoint(_ORDER),
            not asked.isdisjoint({"odd", "even"}),
            tuple(sorted(asked & _NEIGHBOURS)),
        )
    return _traits[key]


def _map_once(sheet: Stylesheet) -> dict[str, list[RuleSet]]:
    """Sort rules by what they select once for all sheets that have the same."""
    if (number := _number_of(sheet)) not in _maps:
        _maps[number] = _map_rules(sheet)
    return _maps[number]


def _number_of(sheet: Stylesheet) -> int:
    """Number the rules of a sheet; no other ones get their ids, as all that were read are kept."""
    known: tuple[list[RuleSet], int] | None = getattr(sheet, "_known", None)
    if known is None or known[0] is not sheet.rules:
        ids = tuple(map(id, sheet.rules))
        known = sheet.rules, _sheets.setdefault(ids, len(_sheets))
        sheet._known = known  # type: ignore[attr-defined]
    return known[1]


def _path_of(node: DOMNode, known: dict[Any, Any] | None) -> _Path:
    """Describe a node and those above; while some are styled at once, their parents stay known."""
    parent = node._parent
    if not isinstance(parent, DOMNode):
        return (_decisive(node),)
    above: _Path | None = None if known is None else known.get(parent)
    if above is None:
        above = tuple(map(_decisive, parent.css_path_nodes))
        if known is not None:
            known[parent] = above
    return (*above, _decisive(node))


def _decisive(node: DOMNode) -> Hashable:
    """Return everything about a node that a selector can match."""
    same = type(node), node.id, node.classes, node._pseudo_classes_cache_key
    if isinstance(node, Widget):
        return *same, node.allow_focus()
    if isinstance(node, App):
        dark = node.current_theme.dark
        return *same, node.app_focus, dark, node.is_inline, node.native_ansi_color, node.no_color
    return same


def _replace_other_rules(node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
    # Without a transition nothing moves: Textual compares each rule to find that out.
    if animate and rules.get("transitions"):
        _replace_rules(node, rules, animate=True)
    elif not _has_rules(node, rules):
        _set_rules(node, rules)
        node.notify_style_update()
    elif not animate:
        node.notify_style_update()


def _has_rules(node: DOMNode, rules: RulesMap) -> bool:
    """Return whether a node has these rules, known from the first that was given them."""
    _, known = _set_at_first.get(id(rules), (None, None))
    return known is not None and node.styles.base._rules == known


def _set_rules(node: DOMNode, rules: RulesMap) -> None:
    styles = node.styles.base
    fresh = not styles._rules and not node._is_mounted
    if fresh and id(rules) in _set_at_first:
        styles._rules.update(_set_at_first[id(rules)][1])
        styles._updates += 1
        return
    for name in styles._rules.keys() | rules.keys():
        value = rules.get(name)
        if value is None or styles._rules.get(name) is not value:
            setattr(styles, name, value)
    if fresh and rules:
        _set_at_first[id(rules)] = rules, styles._rules.copy()
