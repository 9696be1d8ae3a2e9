"""The same work at the bottom of a deep stack and of a shallow one, in turns: a sampler that loses deep stacks favours the shallow."""

import itertools
from time import thread_time_ns as now

from truthlog import Truth, arguments, spin, uneven

DEPTH = 200
WORK = itertools.cycle(uneven(16_000, 5))


def down(depth, truth):
    if depth:
        return down(depth - 1, truth)
    begin = now()
    x = 1
    for i in next(WORK): x = (x * 5 + i) & 4095  # @deep
    truth.add("deep", cpu=(now() - begin) / 1e9)
    return x


def here(truth):
    begin = now()
    x = 1
    for i in next(WORK): x = (x * 5 + i) & 4095  # @shallow
    truth.add("shallow", cpu=(now() - begin) / 1e9)
    return x


def main():
    options = arguments(2.0)
    truth = Truth(__file__)
    spin(20_000_000)
    until = now() + int(options.seconds * 1e9)
    while now() < until:
        down(DEPTH, truth)
        here(truth)
    truth.write(options.truth)


if __name__ == "__main__":
    main()
