"""Import statements: which one a request means, and the texts of its aliases, which `ast` gives no places for before 3.10."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import NamedTuple, Union

from .refusal import Refused
from .scopes import is_main_test
from .source import Source

ImportStatement = Union[ast.Import, ast.ImportFrom]


class Alias(NamedTuple):
    """One `x.y as z` of a statement. Offsets are of the source's text."""

    ordinal: int
    #: As written behind `import`.
    name: str
    asname: str | None
    #: What it binds in the module.
    binds: str
    start: int
    end: int
    #: Behind the comma that follows; `end` where there is none.
    comma_end: int
    #: The rest of its line, when that is a comment; else empty.
    comment: str


class Statement(NamedTuple):
    """A module-level import, with all that is needed to write parts of it elsewhere."""

    node: ImportStatement
    #: Its index in the module's body.
    ordinal: int
    aliases: tuple[Alias, ...]
    start: int
    end: int
    parenthesized: bool
    #: A comment behind it on its last line; else empty.
    comment: str

    @property
    def is_from(self) -> bool:
        return isinstance(self.node, ast.ImportFrom)

    @property
    def module(self) -> str:
        """As written between `from` and `import`: with its leading dots."""
        assert isinstance(self.node, ast.ImportFrom)
        return "." * self.node.level + (self.node.module or "")

    def loads(self, alias: Alias) -> str:
        """The module that this alias makes sure of, as written."""
        return self.module if self.is_from else alias.name


def find_statement(source: Source, line: int, module: str | None, package: str | None) -> ImportStatement:
    """The module's own import at a line, the one that names `module` where there are several. Refused when there is none, or when it
    does not stand alone at module level."""
    paths = _paths_to_imports(source.tree, line)
    if not paths:
        raise Refused("not-an-import", line)
    path = next((each for each in paths if module is None or _named_by(each[-1], module, package)), paths[0])
    node = path[-1]
    assert isinstance(node, (ast.Import, ast.ImportFrom))
    if getattr(node, "is_lazy", 0):
        raise Refused("already-lazy", node.lineno)
    for index, outer in enumerate(path[:-1]):
        code = _surrounding_code(outer, path[index + 1])
        if code is not None:
            raise Refused(code, node.lineno)
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        raise Refused("future-import", node.lineno)
    if any(alias.name == "*" for alias in node.names):
        raise Refused("star-import", node.lineno)
    return node


def _paths_to_imports(tree: ast.Module, line: int) -> list[list[ast.AST]]:
    """For each import that covers a line the statements around it, outermost first, and it."""
    found: list[list[ast.AST]] = []
    pending: list[list[ast.AST]] = [[each] for each in reversed(tree.body)]
    while pending:
        path = pending.pop()
        node = path[-1]
        if not getattr(node, "lineno", line) <= line <= getattr(node, "end_lineno", line):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found.append(path)
            continue
        inner = [each for each in ast.iter_child_nodes(node) if not isinstance(each, ast.expr)]
        pending += [[*path, each] for each in reversed(inner)]
    return found


def _named_by(node: ast.AST, module: str, package: str | None) -> list[ast.alias]:
    """The aliases that name a module, else those that load it on their way to one of its submodules."""
    assert isinstance(node, (ast.Import, ast.ImportFrom))
    exact = [alias for alias in node.names if module in _names_of(node, alias, package)]
    return exact or [
        alias for alias in node.names if any(name.startswith(f"{module}.") for name in _names_of(node, alias, package))
    ]


def _names_of(node: ImportStatement, alias: ast.alias, package: str | None) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name]
    bases = ["." * node.level + (node.module or "")]
    absolute = absolute_module(node, package)
    if absolute is not None:
        bases.append(absolute)
    return [*bases, *(f"{base}{'' if base.endswith('.') else '.'}{alias.name}" for base in bases)]


def _surrounding_code(outer: ast.AST, inner: ast.AST) -> str | None:
    if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return "in-function"
    if isinstance(outer, ast.ClassDef):
        return "in-class-body"
    if hasattr(outer, "handlers"):
        caught = {
            each.id
            for handler in outer.handlers
            for each in ast.walk(handler.type or ast.Name("ImportError"))
            if isinstance(each, ast.Name)
        }
        decides = caught & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
        return "try-import-error" if decides else "in-try"
    if isinstance(outer, ast.If):
        if any(_last_name(each) == "TYPE_CHECKING" for each in ast.walk(outer.test)):
            return "type-checking"
        return "main-block" if is_main_test(outer.test) and inner in outer.body else "conditional"
    if isinstance(outer, (ast.With, ast.AsyncWith)):
        return "in-with"
    return "conditional" if isinstance(outer, ast.stmt) else None


def _last_name(node: ast.AST) -> str | None:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def read_statement(source: Source, node: ImportStatement) -> Statement:
    """Measures a module-level import."""
    start, end = source.start(node), source.end(node)
    tokens = _tokens(source, start, end)
    at = next(index for index, token in enumerate(tokens) if token.text == "import") + 1
    parenthesized = tokens[at].text == "("
    aliases: list[Alias] = []
    for name in node.names:
        while tokens[at].text in ("(", ",") or tokens[at].kind == tokenize.COMMENT:
            at += 1
        first = at
        at += 1 + 2 * name.name.count(".") + (2 if name.asname else 0)
        last = tokens[at - 1]
        comma = tokens[at] if at < len(tokens) and tokens[at].text == "," else None
        following = tokens[at + 1 :] if comma else tokens[at:]
        behind = comma.end if comma else last.end
        binds = name.asname or (name.name.split(".")[0] if isinstance(node, ast.Import) else name.name)
        comment = _comment_behind(source, behind, following)
        aliases.append(
            Alias(len(aliases), name.name, name.asname, binds, tokens[first].start, last.end, behind, comment)
        )
    return Statement(
        node, source.tree.body.index(node), tuple(aliases), start, end, parenthesized, _own_comment(source, start, end)
    )


class _Token(NamedTuple):
    kind: int
    text: str
    start: int
    end: int


def _tokens(source: Source, start: int, end: int) -> list[_Token]:
    """Of one statement: names, operators and comments."""
    fragment = source.text[start:end]
    kept = (tokenize.NAME, tokenize.OP, tokenize.COMMENT)
    starts = [0]
    for line in io.StringIO(fragment, newline=""):
        starts.append(starts[-1] + len(line))
    # A lone carriage return ends a line for the compiler, but not for every tokenizer: only "\n" is safe.
    plain = fragment.replace("\r\n", "\n").replace("\r", "\n")
    found = tokenize.generate_tokens(io.StringIO(plain).readline)
    return [
        _Token(
            each.type,
            each.string,
            start + starts[each.start[0] - 1] + each.start[1],
            start + starts[each.end[0] - 1] + each.end[1],
        )
        for each in found
        if each.type in kept
    ]


def _comment_behind(source: Source, offset: int, following: list[_Token]) -> str:
    if not following or following[0].kind != tokenize.COMMENT:
        return ""
    comment = following[0]
    gap = source.text[offset : comment.start]
    return comment.text.rstrip() if "\n" not in gap and "\r" not in gap else ""


def _own_comment(source: Source, start: int, end: int) -> str:
    """The comment behind a statement on its last line, when the line is all its own."""
    before = source.text[source.line_start(source.line_at(start)) : start]
    rest = source.text[end : source.line_end(source.line_at(end))].strip()
    rest = rest[1:].lstrip() if rest.startswith(";") else rest
    return rest if rest.startswith("#") and not before.strip() else ""


def select_aliases(statement: Statement, module: str | None, package: str | None) -> list[Alias]:
    """The aliases that load a module, all without one. `package` is the one that relative imports start from, if it is known."""
    if module is None:
        return list(statement.aliases)
    chosen = {id(each) for each in _named_by(statement.node, module, package)}
    if not chosen:
        raise Refused("no-such-module", statement.node.lineno, module=module)
    return [alias for alias, each in zip(statement.aliases, statement.node.names) if id(each) in chosen]


def absolute_name(statement: Statement, package: str | None) -> str | None:
    """The module behind `from`, without leading dots; nothing when the file's package is not known or too small."""
    assert isinstance(statement.node, ast.ImportFrom)
    return absolute_module(statement.node, package)


def absolute_module(node: ast.ImportFrom, package: str | None) -> str | None:
    """The same for a statement that was not measured."""
    if node.level == 0:
        return node.module
    packages = package.split(".") if package is not None else []
    if len(packages) < node.level:
        return None
    base = ".".join(packages[: len(packages) + 1 - node.level])
    return f"{base}.{node.module}" if node.module else base


def write_import(statement: Statement, aliases: list[Alias]) -> str:
    """A statement with some of the aliases, on one line and without comments."""
    keyword = f"from {statement.module} import " if statement.is_from else "import "
    return keyword + ", ".join(f"{alias.name} as {alias.asname}" if alias.asname else alias.name for alias in aliases)


def write_import_lines(statement: Statement, aliases: list[Alias], indent: str, newline: str) -> str:
    """The same with the comments that are about them, on several lines if it had a parenthesis; its first line is not indented."""
    own = {alias.comment for alias in aliases} - {"", statement.comment}
    whole = len(aliases) == len(statement.aliases)
    tail = f"  {statement.comment}" if statement.comment and whole else ""
    line = write_import(statement, aliases)
    fits = len(indent) + len(line) + len(tail) <= 100 or not statement.parenthesized
    if len(aliases) == 1 and own and not tail:
        return f"{line}  {own.pop()}"
    if not statement.is_from or (fits and not own):
        return line + tail
    step = "\t" if indent.endswith("\t") else "    "
    names = line[line.index(" import ") + len(" import ") :].split(", ")
    comments = [f"  {alias.comment}" if alias.comment in own else "" for alias in aliases]
    rows = [f"{indent}{step}{name},{comment}" for name, comment in zip(names, comments)]
    return newline.join([f"from {statement.module} import (", *rows, f"{indent}){tail}"])
