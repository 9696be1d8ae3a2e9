"""What the ground-truth programs share: reading their own marks, measuring blocks, writing the truth as JSON.

A line that ends in a comment such as `# @sorted` belongs to the group `sorted`; several lines may belong to one group, and one
line to several (`# @a @b`). Clocks are read around blocks of many iterations, never inside, so that the probe costs nothing.

Truth file: {"program", "python", "elapsed_s", "cpu_s", "groups": {name: {"lines": [..], "seconds": {..}, "parts": {..}}}}.
`seconds` holds what was measured (cpu, elapsed, kernel, scheduled_out; waiting = elapsed - cpu); `parts` holds the shares of the
CPU time that follow from construction (python, native, kernel), where the group has any.
"""

import argparse
import json
import os
import random
import re
import resource
import sys
import threading
import time
from time import perf_counter_ns, thread_time_ns

MARK = re.compile(r"#((?: @[\w.-]+)+)\s*$")
BLOCK_NS = 20_000_000


def marked_lines(path):
    """Line numbers by group name, from the marks of a source file."""
    groups = {}
    with open(path, encoding="utf-8") as source:
        for number, text in enumerate(source, 1):
            match = MARK.search(text)
            for mark in match.group(1).split() if match else ():
                groups.setdefault(mark[1:], []).append(number)
    return groups


def scheduled_out_ns():
    """Nanoseconds the calling thread was runnable without running; 0 where the kernel does not say."""
    try:
        with open(f"/proc/self/task/{threading.get_native_id()}/schedstat", "rb", buffering=0) as stat:
            return int(stat.read().split()[1])
    except (OSError, IndexError):
        return 0


class Block:
    """Measures one `with` block of the calling thread and adds it to a group's seconds."""

    def __init__(self, truth, name):
        self._truth = truth
        self._name = name

    def __enter__(self):
        self._kernel = resource.getrusage(resource.RUSAGE_THREAD).ru_stime
        self._scheduled_out = scheduled_out_ns()
        self._elapsed = perf_counter_ns()
        self._cpu = thread_time_ns()
        return self

    def __exit__(self, *_):
        cpu = thread_time_ns() - self._cpu
        elapsed = perf_counter_ns() - self._elapsed
        self.cpu_ns = cpu
        self._truth.add(
            self._name,
            cpu=cpu / 1e9,
            elapsed=elapsed / 1e9,
            wait=(elapsed - cpu) / 1e9,
            scheduled_out=(scheduled_out_ns() - self._scheduled_out) / 1e9,
            kernel=resource.getrusage(resource.RUSAGE_THREAD).ru_stime - self._kernel,
        )


class Truth:
    """Collects seconds by group; safe to use from several threads."""

    def __init__(self, script):
        self._script = os.path.abspath(script)
        self._lines = marked_lines(script)
        self._lock = threading.Lock()
        self._groups = {}
        self._begin_ns = perf_counter_ns()

    def add(self, name, **seconds):
        with self._lock:
            total = self._groups.setdefault(name, {"seconds": {}, "parts": {}})["seconds"]
            for key, value in seconds.items():
                total[key] = total.get(key, 0.0) + value

    def parts(self, name, **shares):
        """States what shares of the group's CPU time are of which kind, by construction."""
        with self._lock:
            self._groups.setdefault(name, {"seconds": {}, "parts": {}})["parts"].update(shares)

    def block(self, name):
        return Block(self, name)

    def seconds(self, name, key="cpu"):
        return self._groups.get(name, {"seconds": {}})["seconds"].get(key, 0.0)

    def write(self, path):
        """Writes the truth to a file, or to stdout where path is None."""
        groups = {name: dict(group, lines=self._lines.get(name, [])) for name, group in self._groups.items()}
        usage = resource.getrusage(resource.RUSAGE_SELF)
        truth = {
            "program": self._script,
            "python": sys.version.split()[0],
            "elapsed_s": (perf_counter_ns() - self._begin_ns) / 1e9,
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "groups": groups,
        }
        if path is None:
            print(json.dumps(truth))
            return
        with open(path, "w", encoding="utf-8") as out:
            json.dump(truth, out)


def arguments(seconds, **options):
    """Parses `--truth FILE --seconds S` and further options given as name=(type, default)."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--truth", help="file for the truth; default is stdout")
    parser.add_argument("--seconds", type=float, default=seconds, help="CPU seconds of the measured work, about")
    for name, (kind, default) in options.items():
        parser.add_argument("--" + name, type=kind, default=default)
    return parser.parse_args()


def iterations_per_block(work, block_ns=BLOCK_NS):
    """How many iterations of work(range(n)) take about one block; also warms the code up."""
    work(range(2))
    n = 2
    while True:
        begin = thread_time_ns()
        work(range(n))
        spent = thread_time_ns() - begin
        if spent > block_ns // 8:
            return max(1, int(n * block_ns / spent))
        n *= 4


def uneven(n, seed, count=4096):
    """Ranges of about n, from n/2 to 3n/2: rounds of equal length could fall into step with the sampling clock, real ones do not.

    There are enough of them that a short program never begins again: 64, which took a whole number of clock ticks on some machine,
    were met by the same ticks every time (shares 12 points off in 3 of 1,000 simulated runs, none with 4,096).
    """
    rng = random.Random(seed)
    return [range(max(1, int(n * (0.5 + rng.random())))) for _ in range(count)]


def spin(cpu_ns):
    """Keeps the calling thread on the CPU for about this long, for set-up that needs a busy neighbour."""
    end = time.thread_time_ns() + cpu_ns
    while time.thread_time_ns() < end:
        pass
