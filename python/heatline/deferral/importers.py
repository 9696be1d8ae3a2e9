"""Reasons outside of a file to leave its import alone: who takes the name from it, and what importing its module does."""

from __future__ import annotations

import ast
import os

from .project import FileFacts, ImportFact, Project, attribute_chain, may_name, module_file
from .refusal import Refused

MOST_MODULES_OF_CIRCLE = 500

# Decorators and calls at module level that change nothing but what they are given.
_HARMLESS = {
    "abstractmethod", "cache", "cached_property", "contextmanager", "asynccontextmanager", "dataclass", "deprecated",
    "final", "jit", "lru_cache", "njit", "overload", "property", "runtime_checkable", "singledispatch", "staticmethod",
    "classmethod", "total_ordering", "unique", "vectorize", "wraps", "attrs", "define", "frozen", "s", "fixture",
    "filterwarnings", "simplefilter", "warn", "print", "setLevel", "debug", "info", "addHandler", "__import__",
    "extend", "append", "update", "add", "insert", "setdefault", "namedtuple", "getLogger", "main", "exit",
}  # fmt: skip


def require_not_taken(project: Project, path: str, name: str, line: int, has_exports: bool) -> None:
    """Refused when another file of the project has `name` from the module at `path`, by import, attribute or text."""
    parts = os.path.splitext(path)[0].split(os.sep)
    stem = parts[-2] if parts[-1] == "__init__" else parts[-1]
    for other in project.mentioning(stem):
        facts = project.facts(other)
        if facts is None or os.path.realpath(other) == os.path.realpath(path):
            continue
        bound = [each for each in facts.imports if _binds_module(project, other, each, path)]
        for each in facts.imports:
            if each.name is None or not _means(project, other, each.level, each.module, path):
                continue
            star = each.name == "*" and not has_exports and not name.startswith("_")
            if each.name == name or star:
                raise Refused("reexported", line, name=name, where=_where(other, each.line, project))
        for each in bound:
            # `import a.b` binds only a, and the module is reached through it.
            whole = each.name is None and each.binds == each.module.split(".")[0]
            base = each.module if whole else each.binds
            chain = f"{base}.{name}"
            if chain in facts.chains:
                raise Refused("reexported", line, name=name, where=_where(other, facts.chains[chain], project))
            if name in facts.strings:
                raise Refused("patched-by-name", line, name=name, where=_where(other, facts.strings[name], project))
        for text, at in facts.strings.items():
            if f".{name}" in text and _names_member(text, name, path):
                raise Refused("patched-by-name", line, name=name, where=_where(other, at, project))


def _means(project: Project, importer: str, level: int, module: str, path: str) -> bool:
    if level == 0:
        return may_name(module, path)
    found = project.resolve(importer, level, module)
    return found is not None and os.path.realpath(found) == os.path.realpath(path)


def _binds_module(project: Project, importer: str, fact: ImportFact, path: str) -> bool:
    """Whether the import gives its file the module itself."""
    if fact.name is None:
        return may_name(fact.module, path)
    if fact.level == 0:
        return may_name(f"{fact.module}.{fact.name}", path)
    inner = f"{fact.module}.{fact.name}" if fact.module else fact.name
    return _means(project, importer, fact.level, inner, path)


def _names_member(text: str, name: str, path: str) -> bool:
    """`package.module.name` or an attribute of that."""
    parts = text.split(".")
    if not all(part.isidentifier() for part in parts):
        return False
    return any(
        part == name and index > 0 and may_name(".".join(parts[:index]), path) for index, part in enumerate(parts)
    )


def _where(path: str, line: int, project: Project) -> str:
    root = next((each for each in project.roots if path.startswith(each + os.sep)), os.path.dirname(path))
    return f"{os.path.relpath(path, root)}:{line}"


def find_star_import(project: Project, importer: str, path: str) -> str | None:
    """Where a file imports * from the module at `path`."""
    facts = project.facts(importer)
    stars = [each for each in facts.imports if each.name == "*"] if facts is not None else []
    found = next((each for each in stars if _means(project, importer, each.level, each.module, path)), None)
    return _where(importer, found.line, project) if found is not None else None


def require_no_reliance(project: Project, path: str, own: FileFacts, module: str, binds: str, line: int) -> None:
    """Refused when other code uses the submodule `module` through its package, and only this import loads it."""
    if "." not in module:
        return
    for other in [path, *project.mentioning(module.rsplit(".", 1)[1])]:
        facts = own if other == path else project.facts(other)
        if facts is None or (other != path and os.path.realpath(other) == os.path.realpath(path)):
            continue
        loads = any(
            each.level == 0 and _loads(each, module) and not (other == path and each.line == line)
            for each in facts.imports
        )
        if loads:
            continue
        for each in facts.imports:
            if each.level != 0 or each.name is not None or (other == path and each.line == line):
                continue
            package = each.module if each.binds != each.module.split(".")[0] else each.binds
            if not module.startswith(f"{package}."):
                continue
            chain = f"{each.binds}{module[len(package) :]}"
            if chain in facts.chains:
                where = "This file" if other == path else _where(other, facts.chains[chain], project)
                raise Refused(
                    "submodule-reliance", facts.chains[chain] if other == path else line, where=where, module=chain
                )


def _loads(fact: ImportFact, module: str) -> bool:
    names = [fact.module] if fact.name is None else [fact.module, f"{fact.module}.{fact.name}"]
    return any(name == module or name.startswith(f"{module}.") for name in names)


def require_no_registration(project: Project, target: str | None, module: str, line: int) -> None:
    """Refused when the project's own module `target` acts on others while it loads."""
    facts = project.facts(target) if target is not None else None
    if facts is None or target is None:
        return
    foreign = {each.binds for each in facts.imports}
    for statement in facts.tree.body:
        found = _registration(statement, foreign)
        if found is not None:
            detail, at = found
            raise Refused("registers-at-import", at, module=module, where=os.path.basename(target), detail=detail)


def _registration(statement: ast.stmt, foreign: set[str]) -> tuple[str, int] | None:
    """What a module's statement does to something that came from elsewhere."""
    for decorator in getattr(statement, "decorator_list", []):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        chain = attribute_chain(called) or (called.id if isinstance(called, ast.Name) else "")
        if chain.split(".")[0] in foreign and chain.rsplit(".", 1)[-1] not in _HARMLESS:
            return f"the decorator {chain}", decorator.lineno
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = statement.value.func
        chain = attribute_chain(called) or (called.id if isinstance(called, ast.Name) else "")
        if chain.split(".")[0] in foreign and chain.rsplit(".", 1)[-1] not in _HARMLESS:
            return f"the call of {chain}", statement.lineno
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    for target in targets:
        inner = target.value if isinstance(target, (ast.Attribute, ast.Subscript)) else None
        changed = inner.id if isinstance(inner, ast.Name) else attribute_chain(inner) if inner is not None else None
        if changed is not None and changed.split(".")[0] in foreign:
            return f"the assignment into {changed}", statement.lineno
    return None


def require_no_circle(project: Project, path: str, target: str | None, module: str, line: int) -> None:
    """Refused when `target`, while it loads, comes to import the file at `path`."""
    if target is None:
        return
    own = os.path.realpath(path)
    # The packages around a module are loading already when it is.
    around = {os.path.realpath(each) for each in _packages_around(path)}
    pending, seen = [os.path.realpath(target)], {os.path.realpath(target)}
    while pending and len(seen) <= MOST_MODULES_OF_CIRCLE:
        current = pending.pop()
        facts = project.facts(current)
        for each in facts.imports if facts is not None else []:
            if not each.at_load:
                continue
            for found in _files_of(project, current, each):
                if found == own:
                    raise Refused("circular-import", line, module=module, where=_where(current, each.line, project))
                if found not in seen and found not in around:
                    seen.add(found)
                    pending.append(found)


def _packages_around(path: str) -> list[str]:
    found: list[str] = []
    folder = os.path.dirname(path)
    while os.path.isfile(os.path.join(folder, "__init__.py")) and os.path.dirname(folder) != folder:
        found.append(os.path.join(folder, "__init__.py"))
        folder = os.path.dirname(folder)
    return found


def _files_of(project: Project, importer: str, fact: ImportFact) -> list[str]:
    base = project.resolve(importer, fact.level, fact.module)
    if base is None:
        return []
    inner = (
        module_file(os.path.join(os.path.dirname(base), fact.name))
        if fact.name and base.endswith("__init__.py")
        else None
    )
    return [os.path.realpath(each) for each in (base, inner) if each is not None]
