"""Lines whose last instruction does all the work, between lines that do none: an instruction too far is another line.

The clock is read on the lines in between, so time that lands there belongs to none of the groups.
"""

import random
from time import thread_time_ns as now

from truthlog import Truth, arguments

SIZE = 1 << 20
ITEMS = 40_000


def work(until_ns):
    """Nanoseconds of storing into a bytearray and into a list."""
    chance = random.Random(1)
    block, target = bytes(SIZE), bytearray(SIZE)
    source, rows = [None] * ITEMS, [None] * ITEMS
    blocks = lists = 0
    while blocks + lists < until_ns:
        size, count = chance.randrange(SIZE // 4, SIZE), chance.randrange(ITEMS // 4, ITEMS)
        piece, items = memoryview(block)[:size], source[:count]
        t0 = now()
        target[:size] = piece  # @blocks
        t1 = now()
        rows[:count] = items  # @lists
        t2 = now()
        blocks += t1 - t0
        lists += t2 - t1
    return {"blocks": blocks, "lists": lists}


def main():
    options = arguments(2.0)
    truth = Truth(__file__)
    for name, ns in work(int(options.seconds * 1e9)).items():
        truth.add(name, cpu=ns / 1e9)
    truth.write(options.truth)


if __name__ == "__main__":
    main()
