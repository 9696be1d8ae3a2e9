"""The edits that take imports out of the module and put them into the functions that use them."""

from __future__ import annotations

import ast
from typing import List, Tuple

from . import package_hook
from .edits import Edit
from .imports import Alias, Statement, write_import, write_import_lines
from .module import Module
from .placement import block_place
from .removal import removal_edits
from .scopes import LATE_ANNOTATION, Use
from .source import Source

# Aliases of one statement; evaluated at run time, so in the form that 3.8 knows.
Group = Tuple[Statement, List[Alias]]


def deferring_edits(module: Module, groups: list[Group], hooked: list[bool]) -> list[list[Edit]]:
    """For each group of aliases of one statement its edits; what several share is with the first. `hooked`: the name stays
    reachable through the package's `__getattr__`."""
    results: list[list[Edit]] = [[] for _ in groups]
    for result, edits in zip(results, removal_edits(module.source, _by_statement(groups))):
        result += edits
    typed: list[Group] = []
    for result, (statement, aliases), hook in zip(results, groups, hooked):
        result += _insertions(module, statement, aliases)
        annotated = [alias for alias in aliases if hook or _is_annotation_only_in_module(module, alias.binds)]
        if annotated:
            typed.append((statement, annotated))
    if typed:
        results[0].append(_type_checking_block(module, typed))
    packaged = [group for group, hook in zip(groups, hooked) if hook]
    if packaged:
        results[hooked.index(True)] += package_hook.hook_edits(module, packaged)
    return results


def _by_statement(groups: list[Group]) -> list[Group]:
    """Groups of one statement joined into the first of them; the others are left with nothing to remove."""
    joined: dict[int, list[Alias]] = {}
    for statement, aliases in groups:
        joined.setdefault(statement.ordinal, []).extend(aliases)
    return [(statement, joined.pop(statement.ordinal, [])) for statement, _ in groups]


def _insertions(module: Module, statement: Statement, aliases: list[Alias]) -> list[Edit]:
    source = module.source
    wanted: dict[int, tuple[ast.AST, list[Alias]]] = {}
    for alias in aliases:
        for use in module.names.of_module(alias.binds):
            block = _block_of(use)
            if block is None:
                continue
            _, there = wanted.setdefault(id(block), (block, []))
            if alias not in there:
                there.append(alias)
    edits: list[Edit] = []
    for block, there in wanted.values():
        assert isinstance(block, (ast.FunctionDef, ast.AsyncFunctionDef, ast.If))
        place = block_place(source, block)
        if place.own_line:
            text = write_import_lines(statement, there, place.indent, source.newline)
        else:
            text = write_import(statement, there)
        edits.append(place.insertion(source, [text]))
    return edits


def _block_of(use: Use) -> ast.AST | None:
    """The function or main block at whose start the import has to be."""
    return use.runner.node if use.runner is not None else use.main_block


def _is_annotation_only_in_module(module: Module, name: str) -> bool:
    return any(use.role == LATE_ANNOTATION and use.runner is None for use in module.names.of_module(name))


def _type_checking_block(module: Module, groups: list[Group]) -> Edit:
    """The imports again, for type checkers alone, where the first of them was."""
    source, newline = module.source, module.source.newline
    first = min(statement.start for statement, _ in groups)
    line = source.line_at(first)
    lines = [
        f"    {write_import_lines(statement, aliases, '    ', newline)}{newline}"
        for statement, aliases in sorted(groups, key=lambda group: group[0].start)
    ]
    known = any(binding.line < line for binding in module.names.scopes[0].bindings.get("TYPE_CHECKING", []))
    head = "" if known else f"from typing import TYPE_CHECKING{newline}{newline}"
    at = _logical_line_start(source, first)
    return Edit(at, at, f"{head}if TYPE_CHECKING:{newline}{''.join(lines)}")


def _logical_line_start(source: Source, offset: int) -> int:
    """Before the statements that share a line with the one at `offset`."""
    body = source.tree.body
    index = next(index for index, each in enumerate(body) if source.start(each) == offset)
    while index > 0 and source.line_at(source.end(body[index - 1])) == source.line_at(source.start(body[index])):
        index -= 1
    return source.line_start(source.line_at(source.start(body[index])))
