"""Finds the uses of private names of Textual and Rich in our source."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

_LIBRARIES = ("textual", "rich")
_OURS = Path(__file__).parents[3]
_PRIVATE = re.compile(r"_(?!_)\w*[A-Za-z]\w*")
_MANGLED = re.compile(r"_[A-Z][A-Za-z0-9]*__\w*[a-z0-9]")
"""Name that Python gives to an attribute with two underscores, by its class."""
_DOTTED = re.compile(r"(?:textual|rich)\.[\w.]+")
_DEFINITION = re.compile(r"(?:\bdef |\bself\.|^ +|[(,] *)(_\w+)(?= *[(:=])", re.MULTILINE)
_OF_NAMED_TUPLES = frozenset({"_asdict", "_fields", "_make", "_replace"})
"""Names with an underscore that are public."""

_BY_NAME = frozenset({"getattr", "setattr", "hasattr", "delattr", "attrgetter", "methodcaller"})


@dataclass(frozen=True)
class Use:
    """Use of a private name at a place in our source."""

    path: str
    line: int
    scope: str
    """Function or class at the top of its module; empty for an import."""
    name: str
    """Dotted from the package on where that is known, else the bare name."""

    @property
    def where(self) -> str:
        """The module below `tui.app.terminal`, and the function or class in it."""
        return f"{Path(self.path).stem}.{self.scope}"

    def is_listed(self, name: str, used_by: str) -> bool:
        """Whether it is a use of a listed name by whom it is listed for."""
        if not (used_by.startswith(self.where) if not self.scope else used_by == self.where):
            return False
        if "." in self.name:
            return name == self.name or name.startswith(f"{self.name}.")
        return name.rpartition(".")[2] == self.name


def uses_below(folder: Path) -> list[Use]:
    """Find all uses in the modules below a folder of ours."""
    return [use for path in sorted(folder.rglob("*.py")) for use in uses_in(path)]


def uses_in(path: Path) -> list[Use]:
    """Find all uses in a module of ours."""
    relative = path.resolve().relative_to(_OURS)
    module = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
    return uses_in_source(path.read_text(), str(relative), module)


def uses_in_source(source: str, path: str, module: str) -> list[Use]:
    """Find all uses in the text of a module that can be imported."""
    finder = _Finder(path, module)
    finder.visit(ast.parse(source))
    return sorted(set(finder.uses), key=lambda use: (use.line, use.name))


class _Finder(ast.NodeVisitor):
    """Visitor that keeps track of the class that `self` is of."""

    def __init__(self, path: str, module: str) -> None:
        self.uses: list[Use] = []
        self._path = path
        self._module = module
        self._scopes: list[str] = []
        self._classes: list[dict[str, str]] = []
        """Private names that libraries define in the bases of each class around a place."""

    def _note(self, node: ast.expr | ast.stmt | ast.keyword, name: str, scope: str = "") -> None:
        self.uses.append(Use(self._path, node.lineno, scope, name))

    def _note_here(self, node: ast.expr | ast.stmt | ast.keyword, name: str) -> None:
        self._note(node, name, self._scopes[0] if self._scopes else "")

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if _is_private_path(alias.name):
                self._note(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            name = f"{node.module}.{alias.name}"
            if not node.level and _is_private_path(name):
                self._note(node, name)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        names = inherited_private_names(self._module, ".".join([*self._scopes, node.name]))
        self._scopes.append(node.name)
        self._classes.append(names)
        for statement in node.body:
            for name in _defined_by(statement):
                if name in names:
                    self._note_here(statement, names[name])
        self.generic_visit(node)
        self._classes.pop()
        self._scopes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._scopes.append(node.name)
        self.generic_visit(node)
        self._scopes.pop()

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._note_attribute(node, node.value, node.attr)
        self.generic_visit(node)

    def _note_attribute(self, node: ast.expr, receiver: ast.expr, name: str) -> None:
        if not _PRIVATE.fullmatch(name):
            return
        if self._classes and _is_self(receiver):
            if name in self._classes[-1]:
                self._note_here(node, self._classes[-1][name])
        elif (name in library_names() or _MANGLED.fullmatch(name)) and not _is_standard_module(
            receiver
        ):
            self._note_here(node, name)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "PrivateName":
            return  # an entry of the table
        if isinstance(node.func, ast.Name) and node.func.id in _BY_NAME:
            for value in node.args:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    self._note_attribute(node, node.args[0], value.value)
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg and _PRIVATE.fullmatch(node.arg) and node.arg in library_names():
            self._note_here(node, node.arg)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and _is_private_path(node.value):
            self._note_here(node, node.value)


def _is_private_path(name: str) -> bool:
    return bool(_DOTTED.fullmatch(name)) and any(map(_PRIVATE.fullmatch, name.split(".")))


def _is_standard_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in sys.stdlib_module_names


def _is_self(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def _defined_by(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


@cache
def inherited_private_names(module: str, qualified_name: str) -> dict[str, str]:
    """Map the private names that Textual or Rich define in the bases of a class to dotted ones."""
    found: object = import_module(module)
    for name in qualified_name.split("."):
        found = getattr(found, name, None)
    if not isinstance(found, type):
        return {}
    names: dict[str, str] = {}
    for base in reversed(found.__mro__):
        if base.__module__.partition(".")[0] in _LIBRARIES:
            path = f"{base.__module__}.{base.__qualname__}"
            names |= {name: f"{path}.{name}" for name in _own_names(base) if name not in names}
    return names


@cache
def _own_names(kind: type) -> frozenset[str]:
    """Collect the private names that a class defines, or sets on its instances."""
    names = {*vars(kind), *inspect.get_annotations(kind)}
    try:
        tree = ast.parse(inspect.getsource(inspect.getmodule(kind) or kind))
    except (OSError, TypeError):
        tree = ast.Module([], [])
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__:
            names |= {each.attr for each in ast.walk(node) if _is_set_on_self(each)}  # type: ignore[attr-defined]
    mangled = {f"_{kind.__name__.lstrip('_')}{name}" for name in names if _is_mangled(name)}
    return frozenset(filter(_PRIVATE.fullmatch, names | mangled))


def _is_mangled(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _is_set_on_self(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )


@cache
def library_names() -> frozenset[str]:
    """Collect every private method, attribute, class variable and parameter of Textual and Rich."""
    names: set[str] = set()
    for library in _LIBRARIES:
        spec = find_spec(library)
        assert spec is not None
        assert spec.origin is not None
        for path in Path(spec.origin).parent.rglob("*.py"):
            names.update(_DEFINITION.findall(path.read_text()))
    return frozenset(filter(_PRIVATE.fullmatch, names)) - _OF_NAMED_TUPLES


def exists(dotted: str) -> bool:
    """Whether the installed packages define a dotted name, if only on instances of a class."""
    path, _, last = dotted.rpartition(".")
    owner = _resolve(path)
    if isinstance(owner, type):
        return any(last in _own_names(base) for base in owner.__mro__) or hasattr(owner, last)
    return hasattr(owner, last)


def _resolve(dotted: str) -> object:
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for part in parts[count:]:
            found = getattr(found, part, None)
        return found
    return None
