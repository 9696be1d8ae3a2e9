"""Writes, for every code object of some stdlib modules, its line table and the interpreter's own answer, as JSON lines."""
import base64
import dis
import importlib.util
import json
import sys
import types

MODULES = (
    "abc argparse ast asyncio.base_events bisect calendar collections configparser contextlib csv dataclasses datetime decimal "
    "dis enum functools inspect json.decoder pickle random re subprocess tarfile textwrap threading typing unittest.case"
).split()


def codes_in(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes_in(constant)


def lines_by_offset(code):
    """The line of each instruction, 0 for none, by the interpreter itself."""
    if hasattr(code, "co_lines"):
        lines = [0] * len(code.co_code)
        for start, end, line in code.co_lines():
            for offset in range(start, end):
                lines[offset] = line or 0
        return lines[::2]
    starts = dict(dis.findlinestarts(code))
    lines, line = [], 0
    for offset in range(0, len(code.co_code), 2):
        line = starts.get(offset, line)
        lines.append(line)
    return lines


def main():
    kind = "locations" if sys.version_info >= (3, 11) else "linetable" if sys.version_info >= (3, 10) else "lnotab"
    for name in MODULES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            continue
        module = spec.loader.get_code(name)
        if module is None:
            continue
        for code in codes_in(module):
            table = code.co_lnotab if kind == "lnotab" else code.co_linetable
            print(json.dumps({
                "module": name,
                "name": code.co_name,
                "kind": kind,
                "firstLine": code.co_firstlineno,
                "table": base64.b64encode(table).decode(),
                "lines": lines_by_offset(code),
            }))


main()
