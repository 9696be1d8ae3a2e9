"""Formats a large generated module with black's library interface: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import random
import sys
import zlib

import black

NAMES = "alpha beta gamma delta epsilon zeta eta theta iota kappa".split()


def function(rng, number):
    arguments = ",".join(f"{name}={rng.randrange(100)}" for name in NAMES)
    body = "\n".join(
        f"    {rng.choice(NAMES)} = {{'key':[{rng.choice(NAMES)},{rng.choice(NAMES)} ,{rng.randrange(10**6)}],"
        f" 'other':({rng.choice(NAMES)}+{rng.choice(NAMES)}*{rng.randrange(99)} if {rng.choice(NAMES)}>3 else None)}}"
        for _ in range(8)
    )
    return f"def function_{number}({arguments}):\n{body}\n    return [item  for item in range({number}) if item%2==0]\n"


def main(repeats):
    checksum = 0
    for seed in range(repeats):
        rng = random.Random(seed)
        source = "\n".join(function(rng, number) for number in range(60))
        checksum = zlib.crc32(black.format_str(source, mode=black.Mode()).encode(), checksum)
    print(f"checksum {checksum:08x}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
