"""Expands and differentiates polynomials in several variables: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import sys
import zlib

from sympy import diff, expand, symbols
from sympy.core.cache import clear_cache


def work(power):
    x, y, z = symbols("x y z")
    polynomial = expand((x + 2 * y + 3 * z + 1) ** power)
    slope = diff(polynomial, x) - diff(polynomial, y)
    return expand(slope * (x - y + z))


def main(repeats):
    checksum = 0
    for _ in range(repeats):
        clear_cache()
        result = work(12)
        checksum = zlib.crc32(str(sorted(map(str, result.args))).encode(), checksum)
    print(f"checksum {checksum:08x}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
