"""An oracle of known call trees: a function's name is its path, so a stack that cannot exist shows in the names alone.

`oracle_a_0_2` is only ever called by `oracle_a_0`, and that only by `oracle_a`. Every call is short, so a stack that is read while
it changes mixes two branches and betrays itself. Two threads run trees of different letters; generators, exceptions and C callbacks
sit between some of the levels, and never change who calls whom.
"""

import threading
import time

from truthlog import Truth, arguments

BRANCHES = 3
DEPTH = 6

LEAF = """
def {name}(n):
    x = n
    for i in range(5):
        x = (x * 3 + i) & 4095
    return x
"""
PLAIN = """
def {name}(n):
    return {calls}
"""
THROUGH_C = """
def {name}(n):
    return {mapped}
"""
GENERATOR = """
def {name}(n):
    total = 0
    for value in {name}_g(n):
        total += value
    return total

def {name}_g(n):
{yields}
"""
RAISING = """
def {name}(n):
    try:
        raise KeyError({calls})
    except KeyError as error:
        return error.args[0]
"""


def source_of(name, depth):
    """The text of one function and of all that it calls."""
    if depth == 0:
        return LEAF.format(name=name)
    children = [f"{name}_{branch}" for branch in range(BRANCHES)]
    kind = (PLAIN, RAISING, GENERATOR, THROUGH_C)[(depth + len(name)) % 4]
    if kind is GENERATOR:
        children = [f"{name}_g_{branch}" for branch in range(BRANCHES)]
    text = kind.format(
        name=name,
        calls=" + ".join(f"{child}(n)" for child in children),
        mapped=" + ".join(f"sum(map({child}, (n,)))" for child in children),
        yields="\n".join(f"    yield {child}(n)" for child in children),
    )
    return text + "".join(source_of(child, depth - 1) for child in children)


def build(letter):
    """Compiles one tree and returns its root."""
    name = f"oracle_{letter}"
    namespace = {}
    exec(compile(source_of(name, DEPTH), f"<{name}>", "exec"), namespace)
    return namespace[name]


def run(root, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        root(1)


def main():
    options = arguments(2.0)
    truth = Truth(__file__)
    other = threading.Thread(target=run, args=(build("b"), options.seconds))
    other.start()
    run(build("a"), options.seconds)
    other.join()
    truth.write(options.truth)


if __name__ == "__main__":
    main()
