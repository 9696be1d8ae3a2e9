"""Deep and wide recursion, 800 frames at the deepest: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import sys

DEPTH = 800


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def descend(depth, value):
    """Does a little work on each level, on the way down and on the way up."""
    if depth == 0:
        return sum(range(20_000)) + value
    value = descend(depth - 1, (value * 31 + depth) & 0xFFFF)
    return (value * 17 + depth) & 0xFFFF


def main(repeats):
    checksum = 0
    for _ in range(repeats):
        checksum = (checksum * 3 + fibonacci(26)) & 0xFFFFFFFF
        for turn in range(1_700):
            checksum = (checksum * 5 + descend(DEPTH, turn)) & 0xFFFFFFFF
    print(f"checksum {checksum:08x}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
