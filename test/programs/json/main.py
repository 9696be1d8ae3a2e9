"""Writes and reads JSON, in C and in Python: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import json
import random
import sys
import zlib


def make_rows(rng, count):
    return [
        {"id": i, "name": f"name {rng.randrange(10**6)}", "tags": [f"t{rng.randrange(50)}" for _ in range(6)], "at": {"x": rng.random(), "y": rng.random()}}
        for i in range(count)
    ]


def main(repeats):
    checksum = 0
    for seed in range(repeats * 25):
        rows = make_rows(random.Random(seed), 3000)
        text = json.dumps(rows)
        again = json.loads(text)
        lines = "".join(json.JSONEncoder(indent=1).iterencode(again[:400]))
        checksum = zlib.crc32((text + lines).encode(), checksum)
    print(f"checksum {checksum:08x}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
