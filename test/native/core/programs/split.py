"""0.3 s each in C code called from a line, and in Python alone."""
import sys
import time


def in_c():
    end = time.thread_time() + 0.3
    while time.thread_time() < end:
        sorted(range(20000, 0, -1), key=None)
        ",".join(["x"] * 20000)


def in_python():
    end = time.thread_time() + 0.3
    x = 0
    while time.thread_time() < end:
        for i in range(2000):
            x = (x + i) & 1023


in_c()
in_python()
