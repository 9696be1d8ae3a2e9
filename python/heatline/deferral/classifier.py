"""Whether an import can be put off without changing what the program does; if not, the reason."""

from __future__ import annotations

from typing import NamedTuple

from . import binding_hazards, importers, use_hazards
from .imports import Alias, Statement, absolute_name
from .module import Module
from .project import Project
from .refusal import Refused
from .scopes import Use

DEFER, LAZY, LAZY_MODULES, GETATTR = "defer", "lazy", "lazy-modules", "getattr"


class Subject(NamedTuple):
    """One alias that is asked about, and where."""

    module: Module
    project: Project
    statement: Statement
    alias: Alias
    target: tuple[int, int]

    @property
    def name(self) -> str:
        return self.alias.binds

    @property
    def line(self) -> int:
        return self.statement.node.lineno

    @property
    def uses(self) -> list[Use]:
        return self.module.names.of_module(self.name)

    @property
    def loaded(self) -> str:
        """The absolute name of the module that it loads, as far as it is known."""
        if not self.statement.is_from:
            return self.alias.name
        return absolute_name(self.statement, self.module.package) or self.statement.module

    def loaded_file(self) -> str | None:
        """Its file, if it is one of the project."""
        path = self.module.source.path
        level = getattr(self.statement.node, "level", 0)
        written = self.statement.module[level:] if self.statement.is_from else self.alias.name
        if not self.statement.is_from:
            return self.project.resolve(path, 0, written)
        inner = f"{written}.{self.alias.name}" if written else self.alias.name
        return self.project.resolve(path, level, inner) or self.project.resolve(path, level, written)


def require_safe(subject: Subject, strategy: str) -> None:
    """Raises Refused when this strategy would, or might, change what the program does."""
    module, name = subject.module, subject.name
    # A lazy import leaves its name in the module's namespace.
    keeps_global = strategy in (LAZY, LAZY_MODULES)
    binding_hazards.require_sound_binding(module, subject.statement, subject.alias)
    binding_hazards.require_stable_imports(module, subject.statement, name)
    binding_hazards.require_no_patching(module, name)
    uses = subject.uses
    use_hazards.require_no_early_use(module, uses, keeps_global)
    binding_hazards.require_static_names(module, name, keeps_global)
    if strategy == DEFER:
        _require_not_offered(subject)
    _require_used(subject, uses)
    if not keeps_global:
        binding_hazards.require_movable_name(module, subject.alias, subject.line)
        use_hazards.require_silent_annotations(module, uses)
        use_hazards.require_places(uses)
        use_hazards.require_no_doctest(module, name)
    use_hazards.require_no_finalizer(module, uses)
    _require_independent(subject, strategy)


def _require_not_offered(subject: Subject) -> None:
    """The name must not be part of what the module offers to others."""
    module, name, line = subject.module, subject.name, subject.line
    exports = module.exports
    if exports is not None and name in exports.names:
        raise Refused("exported", exports.line, name=name)
    if exports is not None and exports.computed:
        raise Refused("dynamic-exports", exports.computed, name=name)
    if module.is_package:
        raise Refused("package-init", line, name=name)
    if subject.alias.asname is not None and subject.alias.asname == subject.alias.name:
        raise Refused("reexport-alias", line, name=name)
    hook = module.names.scopes[0].bindings.get("__getattr__")
    if hook:
        raise Refused("module-getattr", hook[0].line, name=name)
    importers.require_not_taken(subject.project, module.source.path, name, line, exports is not None)


def _require_used(subject: Subject, uses: list[Use]) -> None:
    """Without a use in this file, the import may be there for its effects; or others take it from an __init__.py."""
    if uses:
        return
    exports = subject.module.exports
    offered = exports is not None and subject.name in exports.names
    offered = offered or (subject.module.is_package and (subject.statement.is_from or subject.alias.asname is not None))
    if not offered:
        raise Refused("unused-import", subject.line, name=subject.name)


def _require_independent(subject: Subject, strategy: str) -> None:
    """Nobody must rely on the module having been loaded, or loaded in this order."""
    module, path, loaded, line = subject.module, subject.module.source.path, subject.loaded, subject.line
    submodules = [loaded, f"{loaded}.{subject.alias.name}"] if subject.statement.is_from else [loaded]
    # What a package's hook takes over stays within reach as an attribute.
    inside = strategy == GETATTR and loaded.startswith(f"{module.package}.")
    for each in () if inside else submodules:
        importers.require_no_reliance(subject.project, path, module.facts, each, subject.name, line)
    target = subject.loaded_file()
    importers.require_no_registration(subject.project, target, loaded, line)
    if strategy == DEFER:
        importers.require_no_circle(subject.project, path, target, loaded, line)
        relative = subject.statement.is_from and subject.statement.module.startswith(".")
        if (target is not None or relative) and _stands_below_definitions(subject):
            raise Refused("late-import", line)


def _stands_below_definitions(subject: Subject) -> bool:
    body = subject.module.source.tree.body[: subject.statement.ordinal]
    return any(hasattr(each, "decorator_list") for each in body)
