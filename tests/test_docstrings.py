"""Docstrings say at once what they are about."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.pty.terminal import ROOT

_NEITHER_VERB_NOR_NOUN = {
    "Give",
    "Gives",
    "Have",
    "How",
    "Let",
    "Tell",
    "Tells",
    "That",
    "What",
    "When",
    "Where",
    "Which",
    "Who",
}
"""First words of docstrings that take a detour."""


def test_every_docstring_begins_with_a_verb_or_a_noun() -> None:
    detours = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in sorted((ROOT / "tui").rglob("*.py"))
        for text in _docstrings(path)
        if text.split()[0] in _NEITHER_VERB_NOR_NOUN
    ]

    assert detours == []


def _docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from filter(None, [ast.get_docstring(node)])
