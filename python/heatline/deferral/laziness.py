"""The two forms of PEP 810: the statement `lazy import`, and the list `__lazy_modules__`, which older versions ignore."""

from __future__ import annotations

import ast

from .classifier import LAZY_MODULES, Subject, require_safe
from .edits import Edit
from .imports import Alias, Statement, absolute_name, read_statement, write_import
from .module import Module
from .placement import module_place
from .refusal import Refused
from .removal import removal_edits

FIRST_VERSION = (3, 15)


def require_lazy_target(subject: Subject) -> None:
    """Refused when the file must run on a Python that has no `lazy import`."""
    if subject.target < FIRST_VERSION:
        raise Refused("lazy-target", subject.line, version=".".join(map(str, subject.target)))


def require_listable(subject: Subject) -> None:
    """Refused when the list can't be made or added to, or would make another import lazy that must not be."""
    name = _listed_name(subject.module, subject.statement, subject.alias)
    if name is None:
        raise Refused("unknown-package", subject.line)
    _find_list(subject.module, subject.line)
    for node in subject.module.source.tree.body:
        if node is subject.statement.node or not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        if any(_loads_listed(node, each, name) for each in node.names):
            twin = read_statement(subject.module.source, node)
            for alias in twin.aliases:
                require_safe(subject._replace(statement=twin, alias=alias), LAZY_MODULES)


def _loads_listed(node: ast.Import | ast.ImportFrom, alias: ast.alias, name: str) -> bool:
    if isinstance(node, ast.Import):
        return alias.name == name
    return node.level == 0 and node.module == name


def lazy_edits(module: Module, groups: list[tuple[Statement, list[Alias]]]) -> list[list[Edit]]:
    """`lazy` before whole statements; other aliases get a lazy statement of their own above."""
    results: list[list[Edit]] = []
    joined: dict[int, list[Alias]] = {}
    for statement, aliases in groups:
        joined.setdefault(statement.ordinal, []).extend(aliases)
    for statement, _ in groups:
        aliases = sorted(joined.pop(statement.ordinal, []), key=lambda alias: alias.ordinal)
        if not aliases:
            results.append([])
        elif len(aliases) == len(statement.aliases):
            results.append([Edit(statement.start, statement.start, "lazy ")])
        else:
            source = module.source
            alone = not source.text[source.line_start(source.line_at(statement.start)) : statement.start].strip()
            text = f"lazy {write_import(statement, aliases)}{source.newline if alone else '; '}"
            rest = removal_edits(source, [(statement, aliases)])[0]
            results.append([Edit(statement.start, statement.start, text), *rest])
    return results


def list_edits(module: Module, groups: list[tuple[Statement, list[Alias]]]) -> list[list[Edit]]:
    """The list, or the additions to the one that is there; they are with the first group."""
    results: list[list[Edit]] = [[] for _ in groups]
    if not groups:
        return results
    existing = _find_list(module, min(statement.node.lineno for statement, _ in groups))
    listed = {each.value for each in existing.elts if isinstance(each, ast.Constant)} if existing is not None else set()
    names: list[str] = []
    for statement, aliases in groups:
        for alias in aliases:
            name = _listed_name(module, statement, alias)
            if name is not None and name not in listed and name not in names:
                names.append(name)
    if not names:
        return results
    texts = ", ".join(f'"{name}"' for name in names)
    source = module.source
    if existing is None:
        results[0].append(module_place(source).insertion(source, [f"__lazy_modules__ = [{texts}]"]))
    elif existing.elts:
        at = source.end(existing.elts[-1])
        results[0].append(Edit(at, at, f", {texts}"))
    else:
        at = source.end(existing) - 1
        results[0].append(Edit(at, at, texts))
    return results


def _listed_name(module: Module, statement: Statement, alias: Alias) -> str | None:
    """What Python looks for in the list: the whole name of the module, behind `from` without the names taken from it."""
    return absolute_name(statement, module.package) if statement.is_from else alias.name


def _find_list(module: Module, line: int) -> ast.List | ast.Set | None:
    """The literal that `__lazy_modules__` is set to above a line. Refused when it is set otherwise."""
    bindings = module.names.scopes[0].bindings.get("__lazy_modules__", [])
    if not bindings:
        return None
    for statement in module.source.tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and len(bindings) == 1:
            target, value = statement.targets[0], statement.value
            named = isinstance(target, ast.Name) and target.id == "__lazy_modules__"
            literal = isinstance(value, (ast.List, ast.Set)) and all(
                isinstance(each, ast.Constant) and isinstance(each.value, str) for each in value.elts
            )
            if named and literal and statement.lineno < line:
                assert isinstance(value, (ast.List, ast.Set))
                return value
    raise Refused("lazy-modules-taken", bindings[0].line)
