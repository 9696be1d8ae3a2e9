"""All that is known of one file that is asked about, worked out once for all its requests."""

from __future__ import annotations

import ast
from typing import NamedTuple, TypeVar

from .project import FileFacts, collect_facts, package_name
from .scopes import Names, analyze, is_main_test
from .source import Source, read_source, source_of_text


Node = TypeVar("Node", bound=ast.AST)


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
    #: All nodes by their type.
    nodes: dict[type[ast.AST], list[ast.AST]]
    #: What is evaluated while the module is imported: not the bodies of functions, not the main block.
    load_time: list[ast.AST]

    @property
    def is_package(self) -> bool:
        return self.source.path.endswith(("/__init__.py", "\\__init__.py"))

    def all(self, *types: type[Node]) -> list[Node]:
        """The nodes of exactly these types, each type's in the order of the text."""
        return [node for each in types for node in self.nodes.get(each, [])]  # type: ignore[misc]

    def definition(self, name: str) -> ast.FunctionDef | None:
        """The module's own function of that name."""
        found = (each for each in self.source.tree.body if isinstance(each, ast.FunctionDef) and each.name == name)
        return next(found, None)


def read_module(path: str, target: tuple[int, int], text: str | None = None) -> Module:
    """`target`: the oldest Python that the file must run on; `text`: what stands in place of what is on the disk. Raises Refused
    for a file that can't be read or parsed."""
    source = read_source(path) if text is None else source_of_text(path, text)
    late = target >= (3, 14) or any(
        isinstance(each, ast.ImportFrom)
        and each.module == "__future__"
        and any(a.name == "annotations" for a in each.names)
        for each in source.tree.body
    )
    names, facts, nodes = analyze(source.tree, late), collect_facts(source.tree), _by_type(source.tree)
    return Module(source, names, facts, _read_exports(nodes), package_name(path), nodes, _load_time_nodes(source.tree))


def _by_type(tree: ast.Module) -> dict[type[ast.AST], list[ast.AST]]:
    nodes: dict[type[ast.AST], list[ast.AST]] = {}
    for node in ast.walk(tree):
        nodes.setdefault(type(node), []).append(node)
    return nodes


def _load_time_nodes(tree: ast.Module) -> list[ast.AST]:
    found: list[ast.AST] = []
    pending: list[ast.AST] = list(tree.body[::-1])
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and is_main_test(node.test):
            continue
        found.append(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            defaults = [each for each in (*node.args.defaults, *node.args.kw_defaults) if each is not None]
            pending += [*defaults[::-1], *node.decorator_list[::-1]]
        elif not isinstance(node, ast.Lambda):
            pending += list(ast.iter_child_nodes(node))[::-1]
    return found


def _read_exports(nodes: dict[type[ast.AST], list[ast.AST]]) -> Exports | None:
    names: set[str] = set()
    line, computed = 0, 0
    kinds = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Call)
    for statement in [each for kind in kinds for each in nodes.get(kind, [])]:
        value: ast.expr | None = None
        if isinstance(statement, ast.Assign) and any(_is_all(each) for each in statement.targets):
            value = statement.value
        elif isinstance(statement, (ast.AugAssign, ast.AnnAssign)) and _is_all(statement.target):
            value = statement.value
        elif (
            isinstance(statement, ast.Call)
            and isinstance(statement.func, ast.Attribute)
            and _is_all(statement.func.value)
        ):
            value = (
                ast.List(list(statement.args)) if statement.func.attr == "append" else next(iter(statement.args), None)
            )
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
