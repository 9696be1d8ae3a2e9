"""A package's `__getattr__` (PEP 562): names that its `__init__.py` offers are imported when somebody asks for them."""

from __future__ import annotations

import ast
import os

from . import importers
from .classifier import Subject
from .edits import Edit
from .imports import Alias, Statement, absolute_module, absolute_name, write_import
from .module import Module
from .placement import block_place
from .project import module_file
from .refusal import Refused


def require_hookable(subject: Subject) -> None:
    """Refused when the file is no package, or its names can't be given out by a `__getattr__`."""
    module, name, line = subject.module, subject.name, subject.line
    if not module.is_package:
        raise Refused("not-a-package", line, name=name)
    hook = _existing_hook(module)
    bindings = module.names.scopes[0].bindings
    if "__dir__" in bindings:
        raise Refused("getattr-taken", bindings["__dir__"][0].line)
    if hook is not None and name in (hook.args.args[0].arg, hook.name):
        raise Refused("getattr-taken", hook.lineno)
    if module.exports is not None and module.exports.computed and name not in module.exports.names:
        raise Refused("dynamic-exports", module.exports.computed, name=name)
    here = os.path.dirname(module.source.path)
    if (
        module_file(os.path.join(here, name)) is not None
        and _submodule(module, subject.statement, subject.alias) != f".{name}"
    ):
        raise Refused("submodule-name", line, name=name)
    if module.exports is None and not name.startswith("_"):
        _require_no_star_importer(subject)


def _require_no_star_importer(subject: Subject) -> None:
    path = subject.module.source.path
    for other in subject.project.mentioning(os.path.basename(os.path.dirname(path)), "*"):
        found = importers.find_star_import(subject.project, other, path)
        if found is not None:
            raise Refused("star-importers", subject.line, name=subject.name, where=found)


def _existing_hook(module: Module) -> ast.FunctionDef | None:
    """The module's `__getattr__` when cases can be put at its start. Refused for any other."""
    bindings = module.names.scopes[0].bindings.get("__getattr__", [])
    if not bindings:
        return None
    hook = module.definition("__getattr__")
    arguments = hook.args if hook is not None else None
    simple = (
        hook is not None
        and arguments is not None
        and len(bindings) == 1
        and not hook.decorator_list
        and len(arguments.args) == 1
        and not (getattr(arguments, "posonlyargs", []) or arguments.vararg or arguments.kwonlyargs or arguments.kwarg)
        and _can_be_added_to(module, hook)
    )
    if not simple:
        raise Refused("getattr-taken", bindings[0].line)
    return hook


def _can_be_added_to(module: Module, hook: ast.FunctionDef) -> bool:
    try:
        return block_place(module.source, hook).own_line
    except ValueError:
        return False


def hook_edits(module: Module, groups: list[tuple[Statement, list[Alias]]]) -> list[Edit]:
    """`__getattr__` and `__dir__` at the end of the file, or more cases for the `__getattr__` that is there."""
    source, newline = module.source, module.source.newline
    names = [alias.binds for _, aliases in groups for alias in aliases]
    submodules = _implied_submodules(module, groups, names)
    offered = [*names, *submodules]
    hook = _existing_hook(module)
    parameter = hook.args.args[0].arg if hook is not None else "name" if "name" not in offered else "attribute"
    indent = block_place(source, hook).indent if hook is not None else "    "
    lines: list[str] = []
    for statement, aliases in groups:
        lines += _cases(module, statement, aliases, parameter)
    for name, loaded in submodules.items():
        lines += [
            f'if {parameter} == "{name}":',
            "    import importlib",
            "",
            f'    importlib.import_module("{loaded}", __name__)',
            f'    return globals()["{name}"]',
        ]
    body = [indent + line.replace("    ", indent if "\t" in indent else "    ") if line else line for line in lines]
    listed = ", ".join(f'"{name}"' for name in offered)
    directory = ["", "", "def __dir__():", f"    return sorted({{*globals(), {listed}}})"]
    end = len(source.text)
    gap = "" if source.text.endswith(("\n", "\r")) else newline
    if hook is not None:
        start = block_place(source, hook).offset
        cases = "".join(f"{line}{newline}" for line in body)
        return [Edit(start, start, cases), Edit(end, end, gap + "".join(f"{line}{newline}" for line in directory))]
    error = f'    raise AttributeError(f"module {{__name__!r}} has no attribute {{{parameter}!r}}")'
    written = ["", "", f"def __getattr__({parameter}):", *body, error, *directory]
    return [Edit(end, end, gap + "".join(f"{line}{newline}" for line in written))]


def _cases(module: Module, statement: Statement, aliases: list[Alias], parameter: str) -> list[str]:
    lines: list[str] = []
    plain: list[Alias] = []
    for alias in aliases:
        submodule = _submodule(module, statement, alias)
        if submodule is None:
            plain.append(alias)
            continue
        # `from . import x` would ask this very function for x.
        lines += [
            f'if {parameter} == "{alias.binds}":',
            "    import importlib",
            "",
            f'    return importlib.import_module("{submodule}", __name__)',
        ]
    if plain:
        names = [alias.binds for alias in plain]
        listed = ", ".join(f'"{name}"' for name in names)
        test = f"== {listed}" if len(names) == 1 else f"in ({listed})"
        kept = ", ".join(f"{name}={name}" for name in names)
        lines += [
            f"if {parameter} {test}:",
            f"    {write_import(statement, plain)}",
            "",
            f"    globals().update({kept})",
            f"    return globals()[{parameter}]",
        ]
    return lines


def _submodule(module: Module, statement: Statement, alias: Alias) -> str | None:
    """`.x` when the alias takes the submodule x itself out of this package."""
    if not statement.is_from or absolute_name(statement, module.package) != module.package:
        return None
    found = module_file(os.path.join(os.path.dirname(module.source.path), alias.name))
    return f".{alias.name}" if found is not None else None


def _implied_submodules(
    module: Module, groups: list[tuple[Statement, list[Alias]]], names: list[str]
) -> dict[str, str]:
    """Submodules that importing the package used to make attributes of it, and what loads them; those that still are left out."""
    removed = {id(statement.node) for statement, _ in groups}
    kept = {
        absolute_module(node, module.package) or ""
        for node in module.source.tree.body
        if isinstance(node, ast.ImportFrom) and id(node) not in removed
    }
    found: dict[str, str] = {}
    package = module.package
    for statement, _ in groups:
        loaded = absolute_name(statement, package) if statement.is_from else None
        if package is None or loaded is None or not loaded.startswith(f"{package}."):
            continue
        inner = loaded[len(package) + 1 :]
        name = inner.split(".")[0]
        taken = (
            name in names
            or name in module.names.scopes[0].bindings
            or any(each == f"{package}.{name}" or each.startswith(f"{package}.{name}.") for each in kept)
        )
        if not taken:
            found.setdefault(name, f".{inner}")
    return found
