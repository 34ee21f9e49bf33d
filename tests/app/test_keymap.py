"""Every key is declared once: bindings and messages take it from the keymap."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

import tui
import tui.app
from tui.app.keymap import KEYMAP, key_name, name_of_key

_ROOT = Path(tui.__file__).parent

_NAMED = re.compile(
    r"(?<![\w’'.…%+:/-])(?:esc|[b-zA-HJ-Z]|[12](?= goes)|[/?@:*<>]) (?:again |on it )?[a-z]+s\b"
)
"""A key and what it does, as messages say it: `r asks again`."""


def _bindings() -> Iterator[tuple[str, Binding]]:
    for module in pkgutil.walk_packages(tui.app.__path__, "tui.app."):
        for owner in vars(importlib.import_module(module.name)).values():
            if isinstance(owner, type) and issubclass(owner, DOMNode):
                for binding in vars(owner).get("BINDINGS", ()):
                    if isinstance(binding, Binding) and binding.id is not None:
                        yield owner.__qualname__, binding


def _messages(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module but for its docstrings, with the lines that they begin in."""
    todo: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while todo:
        match todo.pop():
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.JoinedStr(values=parts) as text:
                todo += [part for part in parts if isinstance(part, ast.FormattedValue)]
                said = (part.value if isinstance(part, ast.Constant) else "…" for part in parts)
                yield text.lineno, "".join(map(str, said))
            case ast.Constant(value=str(said), lineno=line):
                yield line, said
            case node:
                todo += ast.iter_child_nodes(node)


def test_every_binding_that_has_an_id_has_the_key_of_the_keymap() -> None:
    declared = {(binding.id, binding.key) for _, binding in _bindings() if binding.id}
    # Textual's own have ids as well, which the keymap knows nothing of.
    ours = {(name, key) for name, key in declared if "." in name and not name.startswith("_")}

    assert ours <= set(KEYMAP.items())
    assert {name for name, _ in ours} == set(KEYMAP)


def test_no_message_names_a_key_by_a_letter_of_its_own() -> None:
    named = [
        f"{path.relative_to(_ROOT)}:{line}: {match[0]!r} is for key_name(...)"
        for path in sorted(_ROOT.rglob("*.py"))
        for line, text in _messages(path)
        for match in _NAMED.finditer(text)
    ]

    assert named == []


def test_keys_are_named_as_people_write_them() -> None:
    assert key_name("keys.back") == "esc"
    assert key_name("app.help") == "?"
    assert key_name("move.down") == "↓"
    assert key_name("keys.refresh") == name_of_key("r") == "r"
