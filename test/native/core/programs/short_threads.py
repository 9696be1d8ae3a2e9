"""Starts argv[1] threads that use argv[2] ms of CPU each, at most argv[3] at a time. Prints the CPU seconds that they used."""
import sys
import threading
import time

count, milliseconds, at_once = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
used = []


def work():
    begun = time.thread_time()
    while time.thread_time() - begun < milliseconds / 1000:
        sum(range(50))
    used.append(time.thread_time() - begun)


running = []
for _ in range(count):
    thread = threading.Thread(target=work)
    thread.start()
    running.append(thread)
    if len(running) >= at_once:
        running.pop(0).join()
for thread in running:
    thread.join()
print(sum(used))
