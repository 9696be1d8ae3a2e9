"""Phases on both sides of a window's edges: `windowed.py MODE BEGIN END`, monotonic nanoseconds.

Prints as JSON, for each phase by the name of its function, when it began and ended (monotonic) and the CPU time it took.
"""

import json
import os
import sys
import threading
import time

mode, BEGIN, END = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
MARGIN = 50_000_000
phases = {}
now = time.monotonic_ns


def phase(function):
    def timed(*args):
        begin, cpu = now(), time.thread_time_ns()
        result = function(*args)
        phases[function.__name__] = {"begin": begin, "end": now(), "cpu": time.thread_time_ns() - cpu}
        return result

    return timed


@phase
def before(until):
    while now() < until:
        pass


@phase
def during(until):
    while now() < until:
        pass


@phase
def after(until):
    while now() < until:
        pass


@phase
def sleeps_into(until):
    time.sleep(max(0, until - now()) / 1e9)


@phase
def sleeps_out(until):
    time.sleep(max(0, until - now()) / 1e9)


def hold(name, count):
    space = {"n": count}
    exec("def %s():\n    return [bytes(1000) for _ in range(n)]\n" % name, space)
    return space[name]()


if mode == "spin":
    before(BEGIN - MARGIN)
    sleeps_into(BEGIN + MARGIN)
    during(END - MARGIN)
    sleeps_out(END + MARGIN)
    after(END + 4 * MARGIN)
elif mode == "memory":
    kept = [hold("early", 3000)]
    sleeps_into(BEGIN + MARGIN)
    kept.append(hold("inside", 3000))
    del kept[0]
    sleeps_out(END + MARGIN)
    kept.append(hold("late", 3000))
elif mode == "threads":
    gone = threading.Thread(target=before, args=(BEGIN - MARGIN,))
    gone.start()
    gone.join()
    across = threading.Thread(target=sleeps_into, args=(BEGIN + MARGIN,))
    across.start()
    across.join()
    inside = threading.Thread(target=during, args=(END - MARGIN,))
    inside.start()
    inside.join()
    sleeps_out(END + MARGIN)
    later = threading.Thread(target=after, args=(END + 4 * MARGIN,))
    later.start()
    later.join()
elif mode == "fork":
    # One child on each side and one inside; each only spins.
    for function, start, until in (
        (before, 0, BEGIN - MARGIN),
        (during, BEGIN + MARGIN, END - MARGIN),
        (after, END + MARGIN, END + 4 * MARGIN),
    ):
        time.sleep(max(0, start - now()) / 1e9)
        pid = os.fork()
        if pid == 0:
            function(until)
            os._exit(0)
        os.waitpid(pid, 0)
print(json.dumps(phases))
