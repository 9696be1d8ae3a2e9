"""argv[1] threads for argv[2] seconds that work in turn, wait for locks, events and queues, allocate and raise. Prints the fewest and all rounds."""
import faulthandler
import queue
import sys
import threading
import time

faulthandler.dump_traceback_later(120, exit=True)
count, seconds = int(sys.argv[1]), float(sys.argv[2])
begin = threading.Barrier(count + 1)
lock = threading.Lock()
handed = queue.Queue()
rounds = [0] * count


def deep(left):
    if left:
        return deep(left - 1)
    raise ValueError(left)


def work(number):
    begin.wait()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        kept = [str(value) for value in range(100)]
        try:
            deep(number % 20)
        except ValueError:
            pass
        with lock:
            rounds[number] += 1
        handed.put(len(kept))
        handed.get()
        time.sleep(0.001)


threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
for thread in threads:
    thread.start()
begin.wait()
for thread in threads:
    thread.join()
print(min(rounds), sum(rounds))
