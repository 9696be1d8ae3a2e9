"""Control flow that stacks and lines often get wrong: recursion 800 deep, generators, callbacks from C, exceptions.

Every group is timed inside its own code in visits of about a millisecond, so that lines reached through C (sorted's key, reduce,
re.sub) and through generators have a truth of their own.
"""

import functools
import itertools
import re
from time import thread_time_ns as now

from truthlog import Truth, arguments, spin, uneven

WORK = itertools.cycle(uneven(16_000, 3))
PATTERN = re.compile("x")


def down(depth, truth, name):
    """Recurses, then works at the bottom: the work is below `depth` activations of one function."""
    if depth:
        return down(depth - 1, truth, name)
    begin = now()
    x = 1
    for i in next(WORK): x = (x * 5 + i) & 4095  # @recursion
    truth.add(name, cpu=(now() - begin) / 1e9)
    return x


def produce(truth):
    x = 1
    while True:
        begin = now()
        for i in next(WORK): x = (x * 3 + i) & 4095  # @generator
        truth.add("generator", cpu=(now() - begin) / 1e9)
        yield x


def consume(truth, source):
    begin = now()
    x = next(source)
    middle = now()
    for i in next(WORK): x = (x * 7 + i) & 4095  # @consumer
    truth.add("consumer", cpu=(now() - middle) / 1e9, with_generator=(now() - begin) / 1e9)


def by_key(truth):
    def key(item):
        begin = now()
        x = item
        for i in next(WORK): x = (x * 5 + i) & 4095  # @sort_key
        truth.add("sort_key", cpu=(now() - begin) / 1e9)
        return x

    return sorted([3, 2, 1], key=key)


def by_reduce(truth):
    def join(x, item):
        begin = now()
        for i in next(WORK): x = (x * 5 + i + item) & 4095  # @reduce
        truth.add("reduce", cpu=(now() - begin) / 1e9)
        return x

    return functools.reduce(join, [1, 2, 3, 4])


def by_substitution(truth):
    def replacement(match):
        begin = now()
        x = match.start()
        for i in next(WORK): x = (x * 5 + i) & 4095  # @substitution
        truth.add("substitution", cpu=(now() - begin) / 1e9)
        return str(x)

    return PATTERN.sub(replacement, "axbxc")


def fail(depth):
    if depth:
        fail(depth - 1)  # @raising
    raise ValueError(depth)  # @raising


def exceptions(truth):
    begin = now()
    for _ in range(60):
        try:
            fail(20)  # @raising
        except ValueError:
            pass
    middle = now()
    try:
        fail(3)
    except ValueError:
        x = 1
        for i in next(WORK): x = (x * 5 + i) & 4095  # @handler
    finally:
        end = now()
        x = 1
        for i in next(WORK): x = (x * 3 + i) & 4095  # @finally
        truth.add("finally", cpu=(now() - end) / 1e9)
    truth.add("raising", cpu=(middle - begin) / 1e9)
    truth.add("handler", cpu=(end - middle) / 1e9)


def main():
    options = arguments(2.0)
    truth = Truth(__file__)
    spin(20_000_000)
    source = produce(truth)
    until = now() + int(options.seconds * 1e9)
    while now() < until:
        down(800, truth, "recursion")
        consume(truth, source)
        by_key(truth)
        by_reduce(truth)
        by_substitution(truth)
        exceptions(truth)
    truth.write(options.truth)


if __name__ == "__main__":
    main()
