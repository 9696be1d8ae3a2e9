"""Work of the usual kinds, always the same amount: `--rounds N`, or `--seconds S` to find how many rounds take about that long.

The truth file has what it took from the first statement of the work to the last, by the clocks of the process; `rounds` beside it.
"""

import json
import re
import time

from truthlog import Truth, arguments

WORD = re.compile(r"[a-z]+(\d+)")


class Account:
    def __init__(self, name, amount):
        self.name = name
        self.amount = amount

    def add(self, amount):
        self.amount += amount
        return self


def numbers(n):
    x = 1
    for i in range(n):
        x = (x * 5 + i) & 4095
    return x


def words(n):
    text = " ".join("word%d" % (i * 7919 % 10007) for i in range(n))
    return sum(int(found.group(1)) for found in WORD.finditer(text))


def tables(n):
    counts = {}
    for i in range(n):
        counts[i % 97] = counts.get(i % 97, 0) + i
    return sorted(counts.items(), key=lambda item: -item[1])[0]


def objects(n):
    return sum(Account(str(i), i).add(1).amount for i in range(n))


def records(n):
    rows = [{"name": "row", "value": i, "tags": [i, "a", None]} for i in range(n)]
    return len(json.loads(json.dumps(rows)))


def one_round():
    return numbers(20_000), words(2_000), tables(6_000), objects(3_000), records(600)


def main():
    options = arguments(0.5, rounds=(int, 0))
    truth = Truth(__file__)
    one_round()
    begin = time.perf_counter(), time.process_time()
    rounds = 0
    while rounds < options.rounds if options.rounds else time.process_time() - begin[1] < options.seconds:
        one_round()
        rounds += 1
    truth.add("work", elapsed=time.perf_counter() - begin[0], cpu=time.process_time() - begin[1], rounds=rounds)
    truth.write(options.truth)


if __name__ == "__main__":
    main()
