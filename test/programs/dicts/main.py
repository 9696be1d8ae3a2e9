"""Fills, copies, merges and empties dictionaries of small objects: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import collections
import sys


class Item:
    def __init__(self, number):
        self.number = number
        self.names = {f"a{number}": number}


def main(repeats):
    checksum = 0
    for turn in range(repeats * 19):
        items = {i: Item(i) for i in range(turn, turn + 30000)}
        by_last = collections.defaultdict(list)
        for number, item in items.items():
            by_last[number % 97].append(item)
        merged = {**items, **{str(key): len(values) for key, values in by_last.items()}}
        words = collections.Counter(f"w{number * number % 5003}" for number in items)
        for key in list(merged)[::3]:
            del merged[key]
        checksum = (checksum * 31 + len(merged) + words.most_common(1)[0][1]) % 2**32
    print(f"checksum {checksum:08x}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
