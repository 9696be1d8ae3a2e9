"""Runs one kind of work for about the CPU seconds asked, between the probe's start and stop: workload.py KIND SECONDS."""
import ctypes
import json
import re
import sys
import time
import zlib


def arithmetic():
    total = 0
    for number in range(20000):
        total += number * number % 7
    return total


def sorting():
    return sorted(range(20000), key=lambda number: -number % 1013)


def matching():
    return re.findall(r"(\w+)@(\w+)\.com", "someone@example.com and words between " * 300)


def dumping():
    return json.loads(json.dumps([{"key%d" % number: [number, str(number), None]} for number in range(500)]))


def packing():
    return zlib.decompress(zlib.compress(b"some text that repeats and repeats %d" * 5000, 6))


def objects():
    class Point:
        def __init__(self, x):
            self.x = x

        def __lt__(self, other):
            return self.x < other.x

    return sorted(Point(-number) for number in range(3000))


def main():
    work = {"arithmetic": arithmetic, "sort": sorting, "re": matching, "json": dumping, "zlib": packing, "objects": objects}[sys.argv[1]]
    probe = ctypes.CDLL(None)
    work()
    end = time.process_time() + float(sys.argv[2])
    probe.probe_start()
    while time.process_time() < end:
        work()
    probe.probe_stop()


if sys.argv[1] == "parts":
    ctypes.CDLL(None).probe_parts()
else:
    main()
