"""Counts a program's own SIGPROF and SIGVTALRM; prints them and the intervals that were set."""
import json
import signal
import time

counts = {}


def count(number, frame):
    counts[number.name if hasattr(number, "name") else signal.Signals(number).name] += 1


def burn(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(100))


for timer, number in (
    (signal.ITIMER_PROF, signal.SIGPROF),
    (signal.ITIMER_VIRTUAL, signal.SIGVTALRM),
):
    counts[number.name] = 0
    signal.signal(number, count)
    signal.setitimer(timer, 0.02, 0.02)
    burn(0.3)
    interval = round(signal.setitimer(timer, 0)[1], 2)
    counts[number.name + " interval"] = interval
print(json.dumps(counts))
