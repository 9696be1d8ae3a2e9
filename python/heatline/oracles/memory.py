"""Lines that hold or copy known numbers of bytes. A line that ends in `# @name` is the line of that group.

--truth FILE: writes {group: {"lines": [...], "live": bytes, "copied": bytes}}; what is live by construction, or with --exact as tracemalloc says.
--what: hold, copy or leak; --seed: how sizes and order vary.
"""
import argparse
import json
import pickle
import random
import re
import sys
import time

MARK = re.compile(r"  # @(\w+)$")
MB = 1000 * 1000
copied = {}
live = {}


class Point:
    __slots__ = ("x", "y", "z")

    def __init__(self, x):
        self.x = x


def slots(count):
    return [Point(7) for _ in range(count)]  # @slots


def numbers(count):
    return {i: i + 10000000 for i in range(1000, 1000 + count)}  # @numbers


def growth(count):
    grown = []
    for _ in range(count):
        grown.append(None)  # @growth
    return grown


def texts(count):
    return ["%060d" % i for i in range(count)]  # @texts


def small_lists(count):
    out = []
    for _ in range(count):
        inner = []
        for _ in range(80):
            inner.append(None)  # @small_lists
        out.append(inner)
    return out


def churn(count):
    for _ in range(10):
        gone = [str(j) for j in range(count)]  # @churn
    return len(gone)


# What the marked line asked for: sys.getsizeof counts what the collector puts in front, too.
# A small number takes 32 bytes since 3.11, whatever sys.getsizeof says.
NUMBER = 28 if sys.version_info < (3, 11) else 32
EMPTY = sys.getsizeof([])
bytes_of = {
    "slots": lambda made: sys.getsizeof(made) + len(made) * sys.getsizeof(made[0]),
    "numbers": lambda made: sys.getsizeof(made) + 2 * len(made) * NUMBER,
    "growth": lambda made: sys.getsizeof(made) - EMPTY,
    "texts": lambda made: sys.getsizeof(made) + len(made) * sys.getsizeof(made[0]),
    "small_lists": lambda made: len(made) * (sys.getsizeof(made[0]) - EMPTY),
}


def hold(seed):
    chance = random.Random(seed)
    cases = [(slots, 650000), (numbers, 450000), (growth, 4500000), (texts, 330000), (small_lists, 60000)]
    chance.shuffle(cases)
    held = []
    for make, count in cases:
        churn(20000)
        made = make(count + chance.randrange(count // 10))
        live[make.__name__] = bytes_of[make.__name__](made)
        held.append(made)
    return held


def copy(seed):
    chance = random.Random(seed)
    source = bytearray(8 * MB)
    view = memoryview(source)
    block = bytes(source)
    size = len(source)
    orders = ["whole", "sliced", "viewed", "joined", "pickled", "arrays"] * 12
    chance.shuffle(orders)
    try:
        import numpy
    except ImportError:
        numpy = None
    array = numpy.zeros(size, numpy.uint8) if numpy else None
    for what in orders:
        start = chance.randrange(1, 1000)
        if what == "whole":
            bytes(source)  # @whole
            note("whole", size)
        elif what == "sliced":
            block[start:]  # @sliced
            note("sliced", size - start)
        elif what == "viewed":
            bytes(view[start:])  # @viewed
            note("viewed", size - start)
        elif what == "joined":
            b"".join((block, block))  # @joined
            note("joined", 2 * size)
        elif what == "pickled":
            pickle.loads(pickle.dumps(block, protocol=4))  # @pickled
            # Once on the way out and once on the way in.
            note("pickled", 2 * size)
        elif numpy:
            array.copy()  # @array_copy
            note("array_copy", size)
            numpy.concatenate((array, array))  # @concatenate
            note("concatenate", 2 * size)


def note(name, count):
    copied[name] = copied.get(name, 0) + count


def bounded_cache(cache, i):
    cache[i % 300] = bytearray(30000)  # @cache


def one_off(store):
    if not store:
        store.append(bytearray(20 * MB))  # @one_off


def warm_up(store, i):
    if i < 60:
        store.append(bytearray(100000))  # @warm_up


def seeded_leak(store):
    store.append(bytearray(40000))  # @leak


def passing():
    return sum(len(bytearray(50000)) for _ in range(20))  # @passing


def leak(seed):
    """About two seconds in small steps."""
    chance = random.Random(seed)
    cache, once, warm, leaked = {}, [], [], []
    i = 0
    end = time.monotonic() + 2
    while time.monotonic() < end:
        bounded_cache(cache, chance.randrange(100000))
        one_off(once)
        warm_up(warm, i)
        passing()
        if i % 4 == 0:
            seeded_leak(leaked)
        i += 1
        time.sleep(0.002)
    return cache, once, warm, leaked


def marked_lines():
    lines = {}
    with open(__file__, encoding="utf-8") as source:
        for number, text in enumerate(source, 1):
            match = MARK.search(text)
            if match:
                lines.setdefault(match.group(1), []).append(number)
    return lines


def exact_live():
    import tracemalloc

    taken = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, __file__)])
    return {row.traceback[0].lineno: row.size for row in taken.statistics("lineno")}


parser = argparse.ArgumentParser()
parser.add_argument("--what", choices=["hold", "copy", "leak"], required=True)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--truth")
parser.add_argument("--exact", action="store_true")
arguments = parser.parse_args()
if arguments.exact:
    import tracemalloc

    tracemalloc.start(1)
kept = {"hold": hold, "copy": copy, "leak": leak}[arguments.what](arguments.seed)
if arguments.truth:
    exact = exact_live() if arguments.exact else {}
    truth = {}
    for name, lines in marked_lines().items():
        held = sum(exact.get(line, 0) for line in lines) if arguments.exact else live.get(name, 0)
        truth[name] = {"lines": lines, "live": held, "copied": copied.get(name, 0)}
    with open(arguments.truth, "w", encoding="utf-8") as out:
        json.dump(truth, out)
