"""What is worth knowing of a fix that is safe: why it may save less than it seems to."""

from __future__ import annotations

import ast
from typing import NamedTuple

from .module import Module
from .scopes import LATE_ANNOTATION, Use
from .use_hazards import called_names

_POOLS = {"ProcessPoolExecutor", "multiprocessing"}


class Note(NamedTuple):
    code: str
    message: str
    line: int


def collect_notes(module: Module, uses: list[Use]) -> list[Note]:
    """In the order: needed while loading, needed by the program at once, by each worker process, by type checkers alone."""
    notes: list[Note] = []
    called = _called_while_loading(module)
    for use in uses:
        line = called.get(id(use.runner.node)) if use.runner is not None else None
        if line is not None and use.runner is not None:
            message = (
                f"{use.runner.qualified_name} uses {use.name} and is called on line {line} while the module loads, "
                "so the import still runs then and nothing is saved."
            )
            notes.append(Note("load-time-call", message, line))
            break
    main = next((use for use in uses if use.main_block is not None and use.runner is None), None)
    if main is not None:
        message = f"Line {main.line} uses {main.name} when the file is started as the program: then the import still runs at once."
        notes.append(Note("main-block-use", message, main.line))
    pool = next(
        (each for each in module.facts.imports if each.module.split(".")[0] in _POOLS or each.name in _POOLS), None
    )
    if pool is not None and any(use.runner is not None for use in uses):
        message = (
            f"Line {pool.line} imports {pool.name or pool.module}: worker processes that are forked no longer inherit "
            f"the loaded module, and each imports it for itself."
        )
        notes.append(Note("worker-processes", message, pool.line))
    if uses and all(use.role == LATE_ANNOTATION for use in uses):
        message = f"{uses[0].name} is used in annotations only, so it is imported for type checkers alone."
        notes.append(Note("annotations-only", message, uses[0].line))
    return notes


def _called_while_loading(module: Module) -> dict[int, int]:
    """The module's functions and methods that its own code calls while it loads, and the line of the first such call."""
    functions: dict[str, list[ast.AST]] = {}
    classes: dict[str, ast.ClassDef] = {}
    for node in module.source.tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.ClassDef):
            classes[node.name] = node
    reached: dict[int, int] = {}
    pending = _load_time_calls(module)
    while pending:
        name, line = pending.pop(0)
        found: list[ast.AST] = [*functions.get(name, [])]
        if name in classes:
            found += [
                each
                for each in classes[name].body
                if getattr(each, "name", "") in ("__init__", "__new__", "__post_init__")
            ]
        for function in found:
            if id(function) not in reached:
                reached[id(function)] = line
                pending += [(each, line) for each in sorted(called_names(function))]
    return reached


def _load_time_calls(module: Module) -> list[tuple[str, int]]:
    calls: list[tuple[str, int]] = []
    for node in module.load_time:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            calls.append((node.func.id, node.lineno))
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(decorator, ast.Name):
                calls.append((decorator.id, decorator.lineno))
    return calls
