"""Uses of an imported name that a function-local import can't serve."""

from __future__ import annotations

import ast
from typing import Union

from .module import Module
from .project import attribute_chain
from .refusal import Refused
from .scopes import LATE_ANNOTATION, PLAIN, TYPE_ALIAS, Use

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]

# Who evaluates annotations, or may; seen as an import or an attribute anywhere in the file.
_INTROSPECTING_MODULES = {
    "attr", "attrs", "beartype", "blacksheep", "cattrs", "click_default_group", "cyclopts", "dacite", "dataclass_wizard",
    "dataclasses_json", "desert", "dependency_injector", "fastapi", "injector", "jsonargparse", "litestar", "marshmallow",
    "mashumaro", "msgspec", "ninja", "pydantic", "pydantic_settings", "punq", "sqlalchemy", "sqlmodel", "strawberry",
    "tap", "typeguard", "typer",
}  # fmt: skip
_INTROSPECTING_NAMES = {
    "get_type_hints",
    "get_annotations",
    "__annotations__",
    "signature",
    "singledispatch",
    "singledispatchmethod",
}
_HARMLESS_DECORATORS = {
    "abstractmethod", "asynccontextmanager", "cache", "cached_property", "classmethod", "contextmanager", "deleter",
    "final", "getter", "lru_cache", "no_type_check", "overload", "override", "property", "setter", "staticmethod", "wraps",
}  # fmt: skip
_COMPILERS = {
    "cfunc",
    "compile",
    "cuda_jit",
    "generated_jit",
    "guvectorize",
    "jit",
    "jit_module",
    "kernel",
    "njit",
    "script",
    "stencil",
    "vectorize",
}


def require_no_early_use(module: Module, uses: list[Use], keeps_global: bool) -> None:
    """Refused when the module needs the name while it loads. `keeps_global`: what is evaluated late finds it in the module."""
    for use in uses:
        if use.runner is not None or use.main_block is not None:
            continue
        if use.role == LATE_ANNOTATION or (use.role == TYPE_ALIAS and keeps_global):
            continue
        if use.role != PLAIN:
            raise Refused(use.role, use.line, name=use.name)
        code = "class-body" if any(scope.kind == "class" for scope in use.scope.chain()) else "module-scope-use"
        raise Refused(code, use.line, name=use.name)


def require_silent_annotations(module: Module, uses: list[Use]) -> None:
    """Refused when an annotation that is stored unevaluated may be evaluated after all."""
    late = [use for use in uses if use.role == LATE_ANNOTATION]
    if not late:
        return
    introspection = _introspection(module)
    for use in late:
        detail = introspection or _decorated(module, use)
        if detail:
            raise Refused("annotation-introspected", use.line, name=use.name, detail=detail)


def _introspection(module: Module) -> str | None:
    for each in module.facts.imports:
        if each.level == 0 and each.module.split(".")[0] in _INTROSPECTING_MODULES:
            return f"line {each.line} imports {each.module}"
        if each.name in _INTROSPECTING_NAMES:
            return f"line {each.line} imports {each.name}"
    for chain, line in module.facts.chains.items():
        if chain.rsplit(".", 1)[-1] in _INTROSPECTING_NAMES:
            return f"{chain} on line {line}"
    return None


def _decorated(module: Module, use: Use) -> str | None:
    """What stands on the annotated function or class, or around it, and may look at annotations."""
    owners = [scope.node for scope in use.scope.chain() if scope.kind in ("class", "function")]
    if isinstance(use.owner, (ast.FunctionDef, ast.AsyncFunctionDef)):
        owners.append(use.owner)
    for node in owners:
        for decorator in getattr(node, "decorator_list", []):
            name = _called_name(decorator)
            if name.rsplit(".", 1)[-1] not in _HARMLESS_DECORATORS:
                return f"the decorator {name or 'above it'}"
    innermost = use.scope.node
    if isinstance(use.owner, ast.AnnAssign) and isinstance(innermost, ast.ClassDef):
        for base in [*innermost.bases, *(each.value for each in innermost.keywords)]:
            name = _called_name(base)
            if name not in ("object", "Exception", "ValueError", "RuntimeError", "Protocol", "typing.Protocol"):
                return f"the base class {name or 'of its class'}"
    return None


def _called_name(node: ast.AST) -> str:
    while isinstance(node, (ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return attribute_chain(node) or (node.id if isinstance(node, ast.Name) else "")


def require_places(uses: list[Use]) -> None:
    """Refused when a use runs in something that can't hold an import: a lambda of the module, a compiled function."""
    for use in uses:
        runner = use.runner
        if runner is None:
            continue
        if runner.kind == "lambda":
            raise Refused("lambda", use.line, name=use.name)
        for scope in use.scope.chain():
            for decorator in getattr(scope.node, "decorator_list", []):
                name = _called_name(decorator)
                if name.rsplit(".", 1)[-1] in _COMPILERS:
                    raise Refused("compiled-function", use.line, name=use.name, detail=name)


def require_no_finalizer(module: Module, uses: list[Use]) -> None:
    """Refused when `__del__`, or what it calls by name in this file, uses the name."""
    functions: list[Function] = [*module.all(ast.FunctionDef), *module.all(ast.AsyncFunctionDef)]
    reached = [node for node in functions if node.name == "__del__"]
    seen = set(map(id, reached))
    while reached:
        called = called_names(reached.pop())
        for node in functions:
            if node.name in called and id(node) not in seen:
                seen.add(id(node))
                reached.append(node)
    for use in uses:
        if any(id(scope.node) in seen for scope in use.scope.chain()):
            raise Refused("finalizer", use.line, name=use.name)


def called_names(node: ast.AST) -> set[str]:
    """What code calls by name or as an attribute: `f()` and `self.f()` are both "f"."""
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    names = {each.id for each in calls if isinstance(each, ast.Name)}
    return names | {each.attr for each in calls if isinstance(each, ast.Attribute)}


def require_no_doctest(module: Module, name: str) -> None:
    """Refused when an example in a docstring uses the module's name without importing it."""
    functions: list[Function] = [*module.all(ast.FunctionDef), *module.all(ast.AsyncFunctionDef)]
    documented: list[Function | ast.ClassDef | ast.Module] = [module.source.tree, *module.all(ast.ClassDef), *functions]
    for node in documented:
        text = ast.get_docstring(node, clean=False)
        if text is None or ">>>" not in text or name not in text:
            continue
        if _examples_use(text, name):
            raise Refused("doctest", node.body[0].lineno, name=name)


def _examples_use(text: str, name: str) -> bool:
    # A large module, for few files.
    import doctest

    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError:
        return True
    for example in examples:
        try:
            tree = ast.parse(example.source)
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                if any((each.asname or each.name.split(".")[0]) == name for each in node.names):
                    return False
            elif isinstance(node, ast.Name) and node.id == name:
                return True
    return False
