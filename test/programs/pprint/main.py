"""Formats nested data with pprint, many small strings and lists: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import pprint
import random
import sys
import zlib


def make_tree(rng, depth):
    if depth == 0:
        return rng.choice([rng.randrange(10**9), f"text {rng.random():.6f}", None, (1, 2.5), b"bytes"])
    kind = rng.randrange(3)
    children = [make_tree(rng, depth - 1) for _ in range(4)]
    return children if kind == 0 else tuple(children) if kind == 1 else {f"key {i}": child for i, child in enumerate(children)}


def main(repeats):
    checksum = 0
    for seed in range(repeats * 75):
        text = pprint.pformat(make_tree(random.Random(seed), 5), width=100)
        checksum = zlib.crc32(text.encode(), checksum)
    print(f"checksum {checksum:08x}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
