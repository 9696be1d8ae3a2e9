"""Which names of a module are bound where, and when each use of one is evaluated. The rules are those of CPython's symtable."""

from __future__ import annotations

import ast
from typing import NamedTuple

# When and as what a name is read.
PLAIN = "plain"
DECORATOR = "decorator"
BASE = "base-class"
DEFAULT = "default-argument"
ANNOTATION = "annotation"
#: An annotation that stays text or code until somebody asks for it.
LATE_ANNOTATION = "late-annotation"
TYPE_ALIAS = "type-alias"
EXCEPT = "except-clause"


class Scope:
    """One namespace: "module", "class", "function", "lambda", "comprehension" or "types" (of type parameters)."""

    __slots__ = ("kind", "node", "parent", "name", "bindings", "globals", "nonlocals", "reads")

    def __init__(self, kind: str, node: ast.AST, parent: Scope | None, name: str) -> None:
        self.kind = kind
        self.node = node
        self.parent = parent
        self.name = name
        self.bindings: dict[str, list[Binding]] = {}
        self.globals: dict[str, int] = {}
        self.nonlocals: set[str] = set()
        self.reads: dict[str, int] = {}

    def chain(self) -> list[Scope]:
        """From the module's scope to this one."""
        scopes: list[Scope] = []
        scope: Scope | None = self
        while scope is not None:
            scopes.append(scope)
            scope = scope.parent
        return scopes[::-1]

    @property
    def qualified_name(self) -> str:
        return ".".join(scope.name for scope in self.chain()[1:] if scope.name)


class Binding(NamedTuple):
    line: int
    #: "import", "delete", "definition", "assignment"
    kind: str
    node: ast.AST


class Use(NamedTuple):
    name: str
    line: int
    role: str
    scope: Scope
    #: The `if __name__ == "__main__"` that it is in.
    main_block: ast.If | None
    #: The function, class or assignment that an annotation belongs to.
    owner: ast.AST | None

    @property
    def runner(self) -> Scope | None:
        """The outermost function or lambda that must run before this is evaluated; nothing while the module loads."""
        return next((scope for scope in self.scope.chain() if scope.kind in ("function", "lambda")), None)


class Names:
    """All scopes of a module, its own first, and all reads."""

    def __init__(self, scopes: list[Scope], uses: list[Use]) -> None:
        self.scopes = scopes
        self._by_name: dict[str, list[Use]] = {}
        for use in uses:
            self._by_name.setdefault(use.name, []).append(use)

    def of_module(self, name: str) -> list[Use]:
        """The uses that read the module's own binding of a name, roughly in the order of the text."""
        return [use for use in self._by_name.get(name, []) if _reads_module(use.scope, name)]


def _reads_module(start: Scope, name: str) -> bool:
    if name in start.globals:
        return True
    if name in start.bindings:
        # A class body looks in the module, and nowhere between, for a name that it binds only later.
        return start.kind in ("module", "class")
    scope, outer = start, start.parent
    while outer is not None:
        if name in outer.globals:
            return True
        # Type parameters see the class around them; nothing else does.
        hidden = outer.kind == "class" and not (scope is start and start.kind == "types")
        if name in outer.bindings and not hidden:
            return outer.kind == "module"
        scope, outer = outer, outer.parent
    return True


def is_main_test(node: ast.expr) -> bool:
    """`__name__ == "__main__"`, either way round."""
    if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)):
        return False
    sides = [node.left, node.comparators[0]]
    has_name = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return has_name and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


def analyze(tree: ast.Module, late_annotations: bool) -> Names:
    """`late_annotations`: the compiler stores annotations unevaluated (PEP 563, or Python 3.14)."""
    collector = _Collector(tree, late_annotations)
    collector.visit_all(tree.body)
    return Names(collector.scopes, collector.uses)


class _Collector(ast.NodeVisitor):
    def __init__(self, tree: ast.Module, late_annotations: bool) -> None:
        self.scope = Scope("module", tree, None, "")
        self.scopes = [self.scope]
        self.uses: list[Use] = []
        self.role = PLAIN
        self.main_block: ast.If | None = None
        self.owner: ast.AST | None = None
        self.late_annotations = late_annotations

    def visit_all(self, nodes: list[ast.AST] | list[ast.stmt] | list[ast.expr], role: str | None = None) -> None:
        before = self.role
        self.role = role or before
        for node in nodes:
            self.visit(node)
        self.role = before

    def enter(self, kind: str, node: ast.AST, name: str = "") -> Scope:
        outer = self.scope
        self.scope = Scope(kind, node, outer, name)
        self.scopes.append(self.scope)
        return outer

    def bind(self, name: str, node: ast.AST, kind: str = "assignment", line: int | None = None) -> None:
        scope = self.scope
        if name in scope.globals:
            scope = self.scopes[0]
        scope.bindings.setdefault(name, []).append(Binding(line or node.lineno, kind, node))  # type: ignore[attr-defined]

    def read(self, name: str, line: int) -> None:
        self.scope.reads.setdefault(name, line)
        self.uses.append(Use(name, line, self.role, self.scope, self.main_block, self.owner))

    # Names and statements that bind them.

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.read(node.id, node.lineno)
        else:
            self.bind(node.id, node, "delete" if isinstance(node.ctx, ast.Del) else "assignment")

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.read(node.target.id, node.lineno)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        # CPython never evaluates the annotation of a function's own variable.
        local = self.scope.kind == "function" and isinstance(node.target, ast.Name)
        if not local:
            self.annotation(node.annotation, node)
        else:
            self.visit_all([node.annotation])
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        inner = self.scope
        while self.scope.kind == "comprehension" and self.scope.parent is not None:
            self.scope = self.scope.parent
        self.bind(node.target.id, node)
        self.scope = inner

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name != "*":
                name = alias.asname or (alias.name.split(".")[0] if isinstance(node, ast.Import) else alias.name)
                self.bind(name, alias, "import", node.lineno)

    visit_ImportFrom = visit_Import

    def visit_Global(self, node: ast.Global) -> None:
        for name in node.names:
            self.scope.globals.setdefault(name, node.lineno)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.nonlocals.update(node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self.visit_all([node.type], EXCEPT)
        if node.name is not None:
            self.bind(node.name, node)
        self.visit_all(node.body)

    def visit_If(self, node: ast.If) -> None:
        main = self.scope.kind == "module" and node in self.scope.node.body and is_main_test(node.test)  # type: ignore[attr-defined]
        self.visit(node.test)
        around = self.main_block
        self.main_block = node if main else around
        self.visit_all(node.body)
        self.main_block = around
        self.visit_all(node.orelse)

    # Patterns of match; these nodes came with 3.10.

    def visit_MatchAs(self, node: ast.AST) -> None:
        self.generic_visit(node)
        if node.name is not None:  # type: ignore[attr-defined]
            self.bind(node.name, node)  # type: ignore[attr-defined]

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.AST) -> None:
        self.generic_visit(node)
        if node.rest is not None:  # type: ignore[attr-defined]
            self.bind(node.rest, node)  # type: ignore[attr-defined]

    # Scopes.

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.visit_all(node.decorator_list, DECORATOR)
        self.bind(node.name, node, "definition")
        arguments = node.args
        self.visit_all([each for each in (*arguments.defaults, *arguments.kw_defaults) if each is not None], DEFAULT)
        outer = self.type_parameters(node)
        parameters = _parameters(arguments)
        for each in [parameter.annotation for parameter in parameters] + [node.returns]:
            if each is not None:
                self.annotation(each, node)
        around = self.enter("function", node, node.name)
        for parameter in parameters:
            self.bind(parameter.arg, parameter)
        # A default or a decorator may hold this definition only through a lambda; its body is always plain.
        self.visit_all(node.body, PLAIN)
        self.scope = outer or around

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        arguments = node.args
        self.visit_all([each for each in (*arguments.defaults, *arguments.kw_defaults) if each is not None], DEFAULT)
        outer = self.enter("lambda", node)
        for parameter in _parameters(arguments):
            self.bind(parameter.arg, parameter)
        self.visit_all([node.body], PLAIN)
        self.scope = outer

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.visit_all(node.decorator_list, DECORATOR)
        self.bind(node.name, node, "definition")
        outer = self.type_parameters(node)
        self.visit_all([*node.bases, *(keyword.value for keyword in node.keywords)], BASE)
        around = self.enter("class", node, node.name)
        self.visit_all(node.body, PLAIN)
        self.scope = outer or around

    def visit_TypeAlias(self, node: ast.AST) -> None:
        self.visit(node.name)  # type: ignore[attr-defined]
        outer = self.type_parameters(node)
        self.visit_all([node.value], TYPE_ALIAS)  # type: ignore[attr-defined]
        self.scope = outer or self.scope

    def type_parameters(self, node: ast.AST) -> Scope | None:
        """Enters the scope of type parameters if there are any, and returns the one around it."""
        parameters = getattr(node, "type_params", [])
        if not parameters:
            return None
        outer = self.enter("types", node)
        for parameter in parameters:
            self.bind(parameter.name, parameter)
            bounds = [getattr(parameter, "bound", None), getattr(parameter, "default_value", None)]
            self.visit_all([each for each in bounds if each is not None], TYPE_ALIAS)
        return outer

    def comprehension(self, node: ast.AST, *elements: ast.expr) -> None:
        first, *others = node.generators  # type: ignore[attr-defined]
        self.visit(first.iter)
        outer = self.enter("comprehension", node)
        self.visit_all([first.target, *first.ifs])
        for other in others:
            self.visit_all([other.target, other.iter, *other.ifs])
        self.visit_all(list(elements))
        self.scope = outer

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> None:
        self.comprehension(node, node.elt)

    visit_SetComp = visit_ListComp
    visit_GeneratorExp = visit_ListComp

    def visit_DictComp(self, node: ast.DictComp) -> None:
        # Since 3.15 a value may be missing: {**each for each in maps}.
        self.comprehension(node, *(each for each in (node.key, node.value) if each is not None))

    # Annotations.

    def annotation(self, node: ast.expr, owner: ast.AST) -> None:
        before, self.owner = self.owner, owner
        self.visit_all([node], LATE_ANNOTATION if self.late_annotations else ANNOTATION)
        for each in ast.walk(node):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                self.annotation_text(each)
        self.owner = before

    def annotation_text(self, node: ast.Constant) -> None:
        try:
            tree = ast.parse(str(node.value).strip(), mode="eval")
            names = [each.id for each in ast.walk(tree) if isinstance(each, ast.Name)]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        before, self.role = self.role, LATE_ANNOTATION
        for name in names:
            self.read(name, node.lineno)
        self.role = before


def _parameters(arguments: ast.arguments) -> list[ast.arg]:
    maybe = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    return [each for each in maybe if each is not None]
