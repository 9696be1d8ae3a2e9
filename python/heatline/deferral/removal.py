"""Taking imports out of a module without touching what stands beside them."""

from __future__ import annotations

import ast

from .edits import Edit
from .imports import Alias, Statement
from .source import Source


def removal_edits(source: Source, removed: list[tuple[Statement, list[Alias]]]) -> list[list[Edit]]:
    """For each statement the edits that take those aliases out of it; where statements share a line, the first one gets them all."""
    whole = {statement.ordinal for statement, aliases in removed if len(aliases) == len(statement.aliases)}
    results: list[list[Edit]] = []
    done: set[int] = set()
    for statement, aliases in removed:
        if statement.ordinal not in whole:
            results.append(_alias_removals(source, statement, {alias.ordinal for alias in aliases}))
        elif statement.ordinal in done:
            results.append([])
        else:
            line = _statements_on_line(source, statement.ordinal)
            done.update(line)
            results.append(_statement_removals(source, line, whole))
    return results


def _statement_removals(source: Source, line: list[int], removed: set[int]) -> list[Edit]:
    """Of statements with semicolons between, those that are removed."""
    body = source.tree.body
    kept = [index for index in line if index not in removed]
    first, last = source.start(body[line[0]]), source.end(body[line[-1]])
    if not kept:
        line_end = source.line_end(source.line_at(last))
        rest = source.text[last:line_end]
        if len(line) > 1 and "#" in rest:
            # A comment behind several statements is about none of them alone.
            return [Edit(first, last + rest.index("#"), "")]
        return [Edit(source.line_start(source.line_at(first)), line_end, "")]
    edits = [
        Edit(source.start(body[index]), source.start(body[index + 1]), "")
        for index in line
        if index in removed and index < kept[-1]
    ]
    if kept[-1] != line[-1]:
        edits.append(Edit(source.end(body[kept[-1]]), last, ""))
    return edits


def _statements_on_line(source: Source, index: int) -> list[int]:
    """The indices of the module's statements on one logical line with this one."""
    body = source.tree.body
    first = last = index
    while first > 0 and _share_line(source, body[first - 1], body[first]):
        first -= 1
    while last + 1 < len(body) and _share_line(source, body[last], body[last + 1]):
        last += 1
    return list(range(first, last + 1))


def _share_line(source: Source, left: ast.stmt, right: ast.stmt) -> bool:
    """Whether between the two is a semicolon, and no end of a line but those that a backslash undoes."""
    gap = source.text[source.end(left) : source.start(right)]
    # A decorator's `@` stands in the gap, but never behind a semicolon.
    ends = gap.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]
    return ";" in gap and "#" not in gap and all(line.endswith("\\") for line in ends)


def _alias_removals(source: Source, statement: Statement, removed: set[int]) -> list[Edit]:
    aliases = statement.aliases
    last_kept = max(alias.ordinal for alias in aliases if alias.ordinal not in removed)
    edits: list[Edit] = []
    for alias in aliases:
        if alias.ordinal not in removed:
            continue
        if alias.ordinal < last_kept:
            edits.append(_inner_removal(source, statement, alias))
        elif statement.parenthesized and source.line_at(alias.start) > source.line_at(aliases[last_kept].end):
            # A comma may stay before a closing parenthesis.
            edits.append(_inner_removal(source, statement, alias))
        else:
            before = aliases[alias.ordinal - 1]
            edits.append(Edit(before.end, alias.end, ""))
    return edits


def _inner_removal(source: Source, statement: Statement, alias: Alias) -> Edit:
    """With its comma, and with its line where it has one for itself."""
    line_start = source.line_start(source.line_at(alias.start))
    line_end = source.line_end(source.line_at(alias.comma_end))
    before = source.text[line_start : alias.start]
    behind = source.text[alias.comma_end : line_end].strip()
    if not before.strip() and (not behind or behind == alias.comment):
        return Edit(line_start, line_end, "")
    following = statement.aliases[alias.ordinal + 1] if alias.ordinal + 1 < len(statement.aliases) else None
    if following is not None and source.line_at(following.start) == source.line_at(alias.comma_end):
        return Edit(alias.start, following.start, "")
    return Edit(alias.start - (len(before) - len(before.rstrip(" \t\f"))), alias.comma_end, "")
