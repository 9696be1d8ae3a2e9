"""Starts a handler cold and invokes it: `invoke.py APP [--invocations N] [--seed S] [--started NS]`.

Imports APP/handler.py as a serverless host does, invokes it once cold and N times warm (50 without the option) with
events from APP/events.py, and prints

    checksum <hex>     of all results, the same for one seed and one set of packages
    ready <seconds>    from the start of the process until the handler is imported
    first <seconds>    the same until the end of the first invocation; making events is not counted
    cpu <seconds>      CPU time of the main thread for that: in finer steps, without what others do to the machine, and without the
                       threads that a library starts and lets spin until there is work for them (OpenBLAS: 30 ms)
    elapsed <seconds>  from the start of the process until the last result

The process started when the kernel says so in /proc/self/stat, in steps of 10 ms; `--started` takes the value of the
monotonic clock, in nanoseconds, from a caller that read it before starting the process.

Nothing but sys, os and time is imported before the handler, so all that it needs is in `ready`.
"""

import os
import sys
import time


def started_ns():
    """When this process started, on the monotonic clock in nanoseconds."""
    if "--started" in sys.argv:
        return int(sys.argv[sys.argv.index("--started") + 1])
    with open("/proc/self/stat") as stat:
        # The second field is the program's name in parentheses and may hold spaces; the 22nd is the start.
        ticks = int(stat.read().rpartition(")")[2].split()[19])
    since_boot = ticks * (1_000_000_000 // os.sysconf("SC_CLK_TCK"))
    return since_boot - time.clock_gettime_ns(time.CLOCK_BOOTTIME) + time.monotonic_ns()


def app_folder():
    """The folder of the app named first on the command line; ends the program where there is none."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    if not name or not os.path.exists(os.path.join(folder, "handler.py")):
        sys.exit("invoke.py: the first argument is no folder with a handler.py, so nothing was run. Name an app.")
    return folder


def parse_arguments():
    import argparse

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("app")
    parser.add_argument("--invocations", type=int, default=50, metavar="N", help="warm ones, after the cold one")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the events")
    parser.add_argument("--started", type=int, metavar="NS", help="monotonic clock before the process was started")
    return parser.parse_args()


def make_events(seed, count):
    """The same events for the same seed, by the mix of APP/events.py."""
    import random

    from events import make_event

    rng = random.Random(seed)
    return [make_event(rng) for _ in range(count)]


def invoke_all(handle, events):
    """Invokes with each event; returns the checksum of the results, and elapsed and CPU seconds of the first invocation."""
    import json
    import zlib

    checksum, first = 0, None
    for event in events:
        begin, cpu_begin = time.perf_counter(), time.thread_time()
        result = handle(event)
        if first is None:
            first = time.perf_counter() - begin, time.thread_time() - cpu_begin
        checksum = zlib.crc32(json.dumps(result, sort_keys=True).encode(), checksum)
    return checksum, first


def main():
    start = started_ns()
    sys.path[0] = app_folder()
    from handler import handler

    ready, cpu = (time.monotonic_ns() - start) / 1e9, time.thread_time()
    arguments = parse_arguments()
    events = make_events(arguments.seed, 1 + arguments.invocations)
    checksum, (first, first_cpu) = invoke_all(handler, events)
    elapsed = (time.monotonic_ns() - start) / 1e9
    print(f"checksum {checksum:08x}\nready {ready:.6f}\nfirst {ready + first:.6f}\ncpu {cpu + first_cpu:.6f}\nelapsed {elapsed:.6f}")


if __name__ == "__main__":
    main()
