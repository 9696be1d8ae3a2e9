"""Where in a block an import can be put first, and what the text there must look like."""

from __future__ import annotations

import ast
from typing import NamedTuple

from .edits import Edit
from .source import Source


class Place(NamedTuple):
    offset: int
    indent: str
    #: On lines of its own; otherwise before another statement on its line, with a semicolon.
    own_line: bool

    def insertion(self, source: Source, statements: list[str]) -> Edit:
        """Imports put here, in their order. Statements that span lines are given as one line where there is no own line."""
        if self.own_line:
            text = "".join(f"{self.indent}{each}{source.newline}" for each in statements)
        else:
            text = "".join(f"{each}; " for each in statements)
        return Edit(self.offset, self.offset, text)


def block_place(source: Source, owner: ast.FunctionDef | ast.AsyncFunctionDef | ast.If) -> Place:
    """The start of a function's or an `if` statement's body, behind the docstring."""
    body = owner.body
    docstring = body[0] if not isinstance(owner, ast.If) and _is_docstring(body[0]) else None
    header_end = source.end(docstring) if docstring is not None else _colon_end(source, owner)
    after = body[1] if docstring is not None and len(body) > 1 else None if docstring is not None else body[0]
    if after is None:
        # Only a docstring: nothing in such a body uses a name.
        raise ValueError("a body without statements has no place for an import")
    first = _statement_start(source, after)
    line_start = source.line_start(source.line_at(first))
    indent = source.text[line_start:first]
    if indent.strip() or _same_logical_line(source.text[header_end:first]):
        return Place(first, "", False)
    offset = source.line_end(source.line_at(header_end))
    while _is_type_comment(source, offset, first):
        offset = source.line_end(source.line_at(offset))
    return Place(offset, indent, True)


def module_place(source: Source) -> Place:
    """Where a module's own code may begin: behind its docstring and its __future__ imports."""
    head: ast.stmt | None = None
    for statement in source.tree.body:
        docstring = head is None and _is_docstring(statement)
        if docstring or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            head = statement
        else:
            line_start = source.line_start(source.line_at(_statement_start(source, statement)))
            if head is None:
                return Place(line_start, "", True)
            if line_start < source.end(head):
                return Place(_statement_start(source, statement), "", False)
            break
    assert head is not None
    return Place(source.line_end(source.line_at(source.end(head))), "", True)


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _statement_start(source: Source, statement: ast.stmt) -> int:
    """With its decorators, whose `@` is no node."""
    decorators = getattr(statement, "decorator_list", [])
    if not decorators:
        return source.start(statement)
    offset = source.start(decorators[0])
    # Between `@` and the expression can be parentheses, and in them comments and line ends.
    line = source.line_at(offset)
    while True:
        start = source.line_start(line)
        content = source.text[start : min(offset, source.line_end(line))]
        if content.lstrip().startswith("@"):
            return start + len(content) - len(content.lstrip())
        line -= 1


def _colon_end(source: Source, owner: ast.FunctionDef | ast.AsyncFunctionDef | ast.If) -> int:
    """Behind the colon that ends a header."""
    if isinstance(owner, ast.If):
        nodes: list[ast.AST] = [owner.test]
    else:
        arguments = owner.args
        defaults = [each for each in (*arguments.defaults, *arguments.kw_defaults) if each is not None]
        parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        extra = [each for each in (arguments.vararg, arguments.kwarg, owner.returns) if each is not None]
        nodes = [*parameters, *extra, *defaults, *getattr(owner, "type_params", [])]
    # What is left of the header is punctuation, so the next colon outside of a comment is its own.
    offset = max([source.end(node) for node in nodes], default=source.start(owner))
    text = source.text
    while text[offset] != ":":
        offset = source.line_end(source.line_at(offset)) if text[offset] == "#" else offset + 1
    return offset + 1


def _same_logical_line(gap: str) -> bool:
    """Between a header and a statement are only blanks, comments and ends of lines, which a backslash may undo."""
    if "\n" not in gap and "\r" not in gap:
        return True
    first_line = gap.splitlines()[0]
    return "#" not in first_line and first_line.rstrip(" \t\f").endswith("\\")


def _is_type_comment(source: Source, offset: int, limit: int) -> bool:
    """Type checkers read `# type: (int) -> str` only on the line below the header."""
    line = source.text[offset : source.line_end(source.line_at(offset))]
    return offset < limit and line.lstrip().startswith("# type:")
