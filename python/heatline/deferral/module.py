"""All that is known of one file that is asked about, worked out once for all its requests."""

from __future__ import annotations

import ast
from typing import NamedTuple

from .project import FileFacts, collect_facts, package_name
from .scopes import Names, analyze
from .source import Source, read_source


class Exports(NamedTuple):
    """The module's `__all__`. `computed` is the line of a part that can't be read without running it, else 0."""

    names: frozenset[str]
    line: int
    computed: int


class Module(NamedTuple):
    source: Source
    names: Names
    facts: FileFacts
    exports: Exports | None
    #: The package that relative imports start from.
    package: str | None
    #: Annotations are stored unevaluated.
    late_annotations: bool

    @property
    def is_package(self) -> bool:
        return self.source.path.endswith(("/__init__.py", "\\__init__.py"))

    def definition(self, name: str) -> ast.FunctionDef | None:
        """The module's own function of that name."""
        found = (each for each in self.source.tree.body if isinstance(each, ast.FunctionDef) and each.name == name)
        return next(found, None)


def read_module(path: str, target: tuple[int, int]) -> Module:
    """`target`: the oldest Python that the file must run on. Raises Refused for a file that can't be read or parsed."""
    source = read_source(path)
    late = target >= (3, 14) or any(
        isinstance(each, ast.ImportFrom) and each.module == "__future__" and any(a.name == "annotations" for a in each.names)
        for each in source.tree.body
    )
    exports = _read_exports(source.tree)
    return Module(source, analyze(source.tree, late), collect_facts(source.tree), exports, package_name(path), late)


def _read_exports(tree: ast.Module) -> Exports | None:
    names: set[str] = set()
    line, computed = 0, 0
    for statement in ast.walk(tree):
        value: ast.expr | None = None
        if isinstance(statement, ast.Assign) and any(_is_all(each) for each in statement.targets):
            value = statement.value
        elif isinstance(statement, (ast.AugAssign, ast.AnnAssign)) and _is_all(statement.target):
            value = statement.value
        elif isinstance(statement, ast.Call) and isinstance(statement.func, ast.Attribute) and _is_all(statement.func.value):
            value = ast.List(list(statement.args)) if statement.func.attr == "append" else (statement.args or [None])[0]
        else:
            continue
        line = line or statement.lineno
        found = _literal_names(value)
        if found is None:
            computed = computed or statement.lineno
        else:
            names |= found
    return Exports(frozenset(names), line, computed) if line else None


def _is_all(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _literal_names(node: ast.expr | None) -> set[str] | None:
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        texts = [each.value for each in node.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        return set(texts) if len(texts) == len(node.elts) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _literal_names(node.left), _literal_names(node.right)
        return left | right if left is not None and right is not None else None
    return None
