"""Loads in a while, and works."""

import time

time.sleep(0.03)


def pack(seconds):
    until = time.perf_counter() + seconds
    crates = 0
    while time.perf_counter() < until:
        crates += sum(number % 3 for number in range(500))
    return crates
