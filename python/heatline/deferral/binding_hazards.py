"""What a file does to an import's name, or to importing as such, that makes the moment of the import matter."""

from __future__ import annotations

import ast

from .imports import Alias, Statement
from .module import Module
from .project import attribute_chain
from .refusal import Refused

# Assigning to or calling into these changes what a later import gives.
_FINDERS = ("sys.path", "sys.modules", "sys.meta_path", "sys.path_hooks", "sys.path_importer_cache")
_MUTATIONS = {
    "append",
    "insert",
    "extend",
    "remove",
    "pop",
    "clear",
    "update",
    "setdefault",
    "reverse",
    "sort",
    "popitem",
}
# Calls at module level that act on what is imported before or after them.
_ORDER_CALLS = {
    "patch_all", "patch_everywhere", "monkey_patch", "install_import_hook", "set_start_method", "addsitedir",
    "use_setproctitle", "import_hook", "reload", "chdir", "disable_warnings", "set_loop_policy", "set_event_loop_policy",
}  # fmt: skip
_ORDER_CHAINS = {
    "pyximport.install",
    "os.environ.update",
    "os.environ.setdefault",
    "os.environ.pop",
    "os.putenv",
    "os.unsetenv",
}


def require_sound_binding(module: Module, statement: Statement, alias: Alias) -> None:
    """Refused when the name is bound elsewhere too, deleted or declared global."""
    name, line = alias.binds, statement.node.lineno
    for other in module.source.tree.body:
        if isinstance(other, ast.Import) and other is not statement.node:
            for each in other.names:
                root = each.asname or each.name.split(".")[0]
                if root == name and each.asname is None and alias.asname is None and not statement.is_from:
                    raise Refused("dotted-siblings", other.lineno, name=name)
    if not statement.is_from and alias.asname is None:
        twins = [each for each in statement.aliases if each.binds == name and each is not alias]
        if twins:
            raise Refused("dotted-siblings", line, name=name)
    own = {id(each) for each in statement.node.names[alias.ordinal : alias.ordinal + 1]}
    for binding in module.names.scopes[0].bindings.get(name, []):
        if id(binding.node) not in own:
            raise Refused("deleted" if binding.kind == "delete" else "rebound", binding.line, name=name)
    for scope in module.names.scopes[1:]:
        if name in scope.globals:
            raise Refused("global-declared", scope.globals[name], name=name)
    for star in module.all(ast.ImportFrom):
        if star.names[0].name == "*":
            raise Refused("star-import-elsewhere", star.lineno, name=name)


def require_movable_name(module: Module, alias: Alias, line: int) -> None:
    """Refused when the name can't be a function's local or is looked up by other ways than reading it."""
    name = alias.binds
    if any(part.startswith("__") and not part.endswith("__") for part in (name, *alias.name.split("."))):
        raise Refused("private-name", line, name=name)
    for scope in module.names.scopes[1:]:
        if scope.kind == "class" and name in scope.bindings and name in scope.reads and _in_function(scope):
            raise Refused("class-scope", scope.reads[name], name=name)


def _in_function(scope: object) -> bool:
    chain = scope.chain()  # type: ignore[attr-defined]
    return any(each.kind in ("function", "lambda") for each in chain[:-1])


def require_static_names(module: Module, name: str, keeps_global: bool) -> None:
    """Refused when code or text reaches the module's names while running. `keeps_global`: the name stays in the module."""
    for call in module.all(ast.Call):
        _require_static_call(call, name, keeps_global)
    for attribute in module.all(ast.Attribute):
        if attribute.attr in ("f_globals", "f_locals", "__globals__"):
            raise Refused("dynamic-names", attribute.lineno, name=name, detail=attribute.attr)
    for item in module.all(ast.Subscript):
        if attribute_chain(item.value) == "sys.modules" and _mentions_own_name(item.slice):
            raise Refused("string-access", item.lineno, name=name)


def _require_static_call(node: ast.Call, name: str, keeps_global: bool) -> None:
    called = node.func.id if isinstance(node.func, ast.Name) else attribute_chain(node.func)
    if called in ("eval", "exec") and not keeps_global:
        raise Refused("dynamic-names", node.lineno, name=name, detail=f"{called}()")
    if called in ("globals", "vars", "locals", "dir") and not node.args:
        raise Refused("dynamic-names", node.lineno, name=name, detail=f"{called}()")
    reaching = called in (
        "sys.modules.get",
        "import_module",
        "importlib.import_module",
        "__import__",
        "importlib.reload",
        "reload",
    )
    if reaching and any(_mentions_own_name(each) for each in node.args):
        raise Refused("string-access", node.lineno, name=name)


def _mentions_own_name(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "__name__" for each in ast.walk(node))


def require_stable_imports(module: Module, statement: Statement, name: str) -> None:
    """Refused when the module's own code changes what an import gives, or does what depends on the imports before it."""
    line = statement.node.lineno
    for node in module.load_time:
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Delete)):
            targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else [node.target]
            for target in targets:
                base = target.value if isinstance(target, ast.Subscript) else target
                chain = attribute_chain(base)
                if chain in _FINDERS:
                    raise Refused("import-system", node.lineno, name=name, detail=chain)
                if chain == "os.environ" and node.lineno > line:
                    raise Refused("import-order", node.lineno, name=name, detail="os.environ")
        elif isinstance(node, ast.Call):
            _require_orderless_call(node, name, line)


def _require_orderless_call(node: ast.Call, name: str, line: int) -> None:
    chain = attribute_chain(node.func) or (node.func.id if isinstance(node.func, ast.Name) else "")
    owner, _, method = chain.rpartition(".")
    if owner in _FINDERS and method in _MUTATIONS:
        raise Refused("import-system", node.lineno, name=name, detail=owner)
    if method == "addsitedir":
        raise Refused("import-system", node.lineno, name=name, detail=chain)
    environment = chain.startswith("os.environ") or chain in ("os.putenv", "os.unsetenv")
    if (chain in _ORDER_CHAINS or method in _ORDER_CALLS) and (node.lineno > line or not environment):
        raise Refused("import-order", node.lineno, name=name, detail=f"{chain}()")


def require_no_patching(module: Module, name: str) -> None:
    """Refused when the imported thing is changed: an attribute assigned or deleted, or `setattr`."""
    lines = {use.line for use in module.names.of_module(name)}
    for node in module.all(ast.Attribute, ast.Call):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del)):
            changed: ast.AST = node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("setattr", "delattr")
            and node.args
        ):
            changed = node.args[0]
        else:
            continue
        while isinstance(changed, (ast.Attribute, ast.Subscript)):
            changed = changed.value
        if isinstance(changed, ast.Name) and changed.id == name and changed.lineno in lines:
            raise Refused("monkey-patch", node.lineno, name=name)
