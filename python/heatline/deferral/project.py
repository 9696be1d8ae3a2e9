"""What the other files of a project take from a module, found by parsing those that mention it."""

from __future__ import annotations

import ast
import os
from typing import NamedTuple

from .refusal import Refused
from .source import parse

MOST_FILES = 10_000
MOST_BYTES = 64 * 1024 * 1024
MOST_BYTES_OF_FILE = 2 * 1024 * 1024

# Folders with code of others, or none.
_FOREIGN = {"node_modules", "__pycache__", "site-packages", "dist-packages", "build", "dist"}


class ImportFact(NamedTuple):
    """One alias of an import anywhere in a file. `module` is empty in `from . import x`."""

    line: int
    level: int
    module: str
    #: Behind `from … import`; None in `import module`.
    name: str | None
    #: What it binds; for `import a.b` that is "a".
    binds: str
    #: Runs while the module loads.
    at_load: bool


class FileFacts(NamedTuple):
    tree: ast.Module
    imports: list[ImportFact]
    #: Every `a.b.c` that begins with a name, and the line where it is first.
    chains: dict[str, int]
    strings: dict[str, int]


class Project:
    """The .py files below some folders. Read at the first question, each parsed when it may matter. `texts` stand in place of what
    is on the disk, by real path."""

    def __init__(self, roots: list[str], texts: dict[str, str] | None = None) -> None:
        self._given = texts or {}
        self.roots = [os.path.realpath(root) for root in roots]
        self._texts: dict[str, bytes] | None = None
        self._facts: dict[str, FileFacts | None] = {}

    def text_of(self, path: str) -> str | None:
        """The text that stands in place of the file, if one does."""
        return self._given.get(os.path.realpath(path)) if self._given else None

    def mentioning(self, *words: str) -> list[str]:
        """Paths of the files that contain all of these words. Raises Refused when there are too many files to look at."""
        wanted = [word.encode("utf-8") for word in words]
        return [path for path, text in self._read().items() if all(word in text for word in wanted)]

    def facts(self, path: str) -> FileFacts | None:
        """Nothing for what can't be read or parsed."""
        if path not in self._facts:
            self._facts[path] = self._collect(path)
        return self._facts[path]

    def find_module(self, name: str, importer: str) -> str | None:
        """The file of an absolute module name, as a program started in a root or beside the importer would find it."""
        folders = [*self.roots, *(os.path.join(root, "src") for root in self.roots)]
        if any(os.path.realpath(importer).startswith(root + os.sep) for root in self.roots):
            folders.append(package_root(importer))
        parts = name.split(".")
        return next((found for found in (module_file(os.path.join(each, *parts)) for each in folders) if found), None)

    def resolve(self, importer: str, level: int, module: str) -> str | None:
        """The file behind the module of an import statement, if it is one of the project."""
        if level == 0:
            return self.find_module(module, importer)
        folder = os.path.dirname(importer)
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        return module_file(os.path.join(folder, *module.split("."))) if module else module_file(folder)

    def _read(self) -> dict[str, bytes]:
        if self._texts is None:
            texts: dict[str, bytes] = {}
            size = 0
            for path in self._paths():
                try:
                    text = self._bytes_of(path)
                except OSError:
                    continue
                size += len(text)
                if size > MOST_BYTES or len(texts) >= MOST_FILES:
                    raise Refused("project-too-large", 1, name="the module")
                texts[path] = text
            self._texts = texts
        return self._texts

    def _bytes_of(self, path: str) -> bytes:
        given = self.text_of(path)
        if given is not None:
            return given.encode("utf-8", "replace")[:MOST_BYTES_OF_FILE]
        with open(path, "rb") as file:
            return file.read(MOST_BYTES_OF_FILE)

    def _paths(self) -> list[str]:
        paths: dict[str, None] = {}
        for root in self.roots:
            for folder, folders, files in os.walk(root):
                folders[:] = sorted(
                    each
                    for each in folders
                    if not each.startswith(".")
                    and each not in _FOREIGN
                    and not os.path.exists(os.path.join(folder, each, "pyvenv.cfg"))
                )
                for name in sorted(files):
                    path = os.path.join(folder, name)
                    if name.endswith(".py") and os.path.isfile(path):
                        paths[path] = None
                if len(paths) > MOST_FILES:
                    raise Refused("project-too-large", 1, name="the module")
        return list(paths)

    def _collect(self, path: str) -> FileFacts | None:
        try:
            text = (self._texts or {}).get(path)
            if text is None:
                text = self._bytes_of(path)
            tree = parse(text)
            return collect_facts(tree)
        except (OSError, Refused, RecursionError):
            return None


def collect_facts(tree: ast.Module) -> FileFacts:
    """The facts of a parsed file."""
    facts = FileFacts(tree, [], {}, {})
    pending: list[tuple[ast.AST, bool]] = [(tree, True)]
    while pending:
        node, at_load = pending.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                binds = alias.asname or alias.name.split(".")[0]
                facts.imports.append(ImportFact(node.lineno, 0, alias.name, None, binds, at_load))
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                binds = alias.asname or alias.name
                facts.imports.append(ImportFact(node.lineno, node.level, node.module or "", alias.name, binds, at_load))
        elif isinstance(node, ast.Attribute):
            chain = attribute_chain(node)
            if chain is not None:
                facts.chains.setdefault(chain, node.lineno)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) <= 200:
            facts.strings.setdefault(node.value, node.lineno)
        runs_later = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        pending += [(each, at_load and not runs_later) for each in ast.iter_child_nodes(node)]
    return facts


def attribute_chain(node: ast.AST) -> str | None:
    """`a.b.c`, or nothing when it doesn't begin with a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *parts[::-1]]) if isinstance(node, ast.Name) else None


def module_file(base: str) -> str | None:
    """`base` without an ending: the module or the package there."""
    for path in (os.path.join(base, "__init__.py"), f"{base}.py"):
        if os.path.isfile(path):
            return path
    return None


def package_root(path: str) -> str:
    """The folder from which a file's absolute name counts: the first one upwards that is no package."""
    folder = os.path.dirname(path)
    while os.path.isfile(os.path.join(folder, "__init__.py")) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return folder


def package_name(path: str) -> str | None:
    """The package that a file's relative imports start from; nothing for a file outside of packages."""
    name = os.path.relpath(os.path.dirname(path), package_root(path))
    return None if name == "." else name.replace(os.sep, ".")


def may_name(module: str, path: str) -> bool:
    """Whether an absolute module name could mean this file: it is the end of the file's path."""
    parts = os.path.splitext(path)[0].split(os.sep)
    if parts[-1] == "__init__":
        parts.pop()
    wanted = module.split(".")
    return parts[-len(wanted) :] == wanted
