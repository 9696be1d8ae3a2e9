"""A main thread that counts and waits, and a second one that works in another file: what a sidebar has to tell apart."""

import threading
import time

from crew_tools import polish


def count(seconds):
    total = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        total += sum(i | 1 for i in range(2000))
    return total


if __name__ == "__main__":
    second = threading.Thread(target=polish, args=(0.5,))
    second.start()
    count(0.6)
    time.sleep(0.3)
    second.join()
