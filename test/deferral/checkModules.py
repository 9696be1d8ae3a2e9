"""Asks to defer every import of many real modules at once, applies the edits, and looks at the results with the compiler.

Arguments: folders. For each, up to LIMIT modules are taken at even distances. Prints one JSON object: counts, and `problems`.
What is checked does not rest on the engine's own analysis: the syntax trees before and after differ only in the imports, everything
compiles, and no code but the module's own still looks for a moved name in the module.
"""

import ast
import builtins
import collections
import dis
import json
import os
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python"))

from heatline.deferral import service  # noqa: E402

LIMIT = 50
warnings.simplefilter("ignore")


def find_modules(folder):
    found = []
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(
            each for each in folders if each not in ("site-packages", "__pycache__", "lib2to3", "test", "tests")
        )
        found += [os.path.join(path, each) for each in sorted(files) if each.endswith(".py")]
    usable = [each for each in found if 0 < os.path.getsize(each) < 50_000]
    step = max(1, len(usable) // LIMIT)
    return usable[::step][:LIMIT]


def apply_edits(text, edits):
    lines = text.splitlines(True) if "\f" not in text else [each + "\n" for each in text.split("\n")]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    at, pieces = 0, []

    def offset(place):
        return starts[place["line"] - 1] + place["column"] - 1

    for edit in sorted(edits, key=lambda each: (offset(each["start"]), offset(each["end"]))):
        start, end = offset(edit["start"]), offset(edit["end"])
        assert start >= at, "overlap"
        pieces += [text[at:start], edit["text"]]
        at = end
    return "".join(pieces) + text[at:]


class WithoutImports(ast.NodeTransformer):
    """Takes the moved aliases out wherever they are, and the blocks for type checkers with them."""

    def __init__(self, moved):
        self.moved = moved

    def visit_Import(self, node):
        node.names = [each for each in node.names if (key(node, each)) not in self.moved]
        return node if node.names else None

    def visit_ImportFrom(self, node):
        if node.module == "typing" and [each.name for each in node.names] == ["TYPE_CHECKING"]:
            return None
        return self.visit_Import(node)

    def visit_If(self, node):
        self.generic_visit(node)
        return None if not node.body and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING" else node


def key(node, alias):
    return (getattr(node, "level", 0), getattr(node, "module", None), alias.name, alias.asname)


def bound(node, alias):
    return alias.asname or (alias.name.split(".")[0] if isinstance(node, ast.Import) else alias.name)


def codes(code):
    yield code
    for each in code.co_consts:
        if hasattr(each, "co_code"):
            yield from codes(each)


def reads(code):
    """Names that code looks for in the module."""
    return {each.argval for each in dis.get_instructions(code) if each.opname in ("LOAD_GLOBAL", "LOAD_NAME")}


def read(path):
    """The text and its module-level imports; nothing for what this script's simple positions can't serve."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8")
        nodes = [each for each in ast.parse(text).body if isinstance(each, (ast.Import, ast.ImportFrom))]
    except (UnicodeDecodeError, SyntaxError, ValueError):
        return None
    return (text, nodes) if nodes and "\r" not in text and not text.startswith("\ufeff") else None


def check(path, text, nodes, results, counts, problems):
    counts["modules"] += 1
    moved, names = set(), set()
    for node, result in zip(nodes, results):
        counts["fixed" if result["status"] == "fixed" else result["reason"]["code"]] += 1
        if result["status"] == "fixed":
            moved |= {key(node, each) for each in node.names}
            names |= {bound(node, each) for each in node.names}
    changed = apply_edits(text, [edit for result in results for edit in result["edits"]])
    if not moved:
        assert changed == text
        return
    counts["changed modules"] += 1
    after = compile(changed, path, "exec", dont_inherit=True)
    trees = [ast.dump(WithoutImports(moved).visit(ast.parse(each))) for each in (text, changed)]
    if trees[0] != trees[1]:
        problems.append(path + ": more than imports has changed")
    old_reads = set().union(*(reads(each) for each in codes(compile(text, path, "exec", dont_inherit=True))))
    main = "__main__" in text
    for code in codes(after):
        left = reads(code) & names
        # A main block binds the name for itself, in the module's own code.
        if left and not (main and code.co_name == "<module>"):
            problems.append("{}: {} still looks for {}".format(path, code.co_name, ", ".join(sorted(left))))
        unknown = reads(code) - old_reads - {"TYPE_CHECKING"} - set(dir(builtins))
        if unknown:
            problems.append("{}: {} looks for {}".format(path, code.co_name, ", ".join(sorted(unknown))))


def run():
    counts, problems = collections.Counter(), []
    modules = {path: read(path) for folder in sys.argv[1:] for path in find_modules(os.path.abspath(folder))}
    modules = {path: found for path, found in modules.items() if found is not None}
    requests = [{"path": path, "line": node.lineno} for path, (_, nodes) in modules.items() for node in nodes]
    results = []
    for start in range(0, len(requests), service.MOST_REQUESTS):
        part = requests[start : start + service.MOST_REQUESTS]
        document = {
            "version": 1,
            "target": list(sys.version_info[:2]),
            "strategy": "defer",
            "project": [],
            "requests": part,
        }
        results += service.answer(document)["results"]
    for path, (text, nodes) in modules.items():
        own = [each for each in results if each["path"] == path]
        try:
            check(path, text, nodes, own, counts, problems)
        except Exception as error:  # Every failure is a finding, and the other modules are looked at too.
            problems.append(f"{path}: {type(error).__name__}: {error}")
    json.dump({"counts": dict(counts.most_common()), "problems": problems}, sys.stdout)


run()
