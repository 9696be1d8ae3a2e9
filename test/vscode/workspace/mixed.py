"""A bit of everything: Python, native code, waiting."""
import math
import time


def roots(count):
    total = 0.0
    for number in range(count):
        total += math.sqrt(number) * 3
    return total


def order(count):
    return sorted((number * 7919) % 100003 for number in range(count))


def rest(seconds):
    time.sleep(seconds)


def main():
    for _ in range(6):
        roots(300_000)
        order(100_000)
    rest(0.25)


main()
