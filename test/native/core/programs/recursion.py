"""Computes argv[1] calls deep, for argv[2] seconds of CPU."""
import sys
import threading
import time

depth, seconds = int(sys.argv[1]), float(sys.argv[2])


def bottom():
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(100))


def descend(left):
    if left:
        descend(left - 1)
    else:
        bottom()


sys.setrecursionlimit(depth + 200)
threading.stack_size(512 * 1024 * 1024)
thread = threading.Thread(target=descend, args=(depth,))
thread.start()
thread.join()
