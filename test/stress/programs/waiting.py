"""300 threads that mostly wait: argv[1] times as many rounds of sleeping, an event or a queue, and a little work. Prints elapsed and CPU seconds."""
import time

start = time.perf_counter()

import queue
import sys
import threading

COUNT = 300
ROUNDS = 25 * int(sys.argv[1])
begin = threading.Barrier(COUNT + 1)
never = threading.Event()


def work(number):
    own = queue.Queue()
    begin.wait()
    for turn in range(ROUNDS):
        kind = (number + turn) % 3
        if kind == 0:
            time.sleep(0.04)
        elif kind == 1:
            never.wait(0.04)
        else:
            try:
                own.get(timeout=0.04)
            except queue.Empty:
                pass
        sum(range(50))


threads = [threading.Thread(target=work, args=(number,)) for number in range(COUNT)]
for thread in threads:
    thread.start()
begin.wait()
begun = time.perf_counter()
for thread in threads:
    thread.join()
print("elapsed %.6f" % (time.perf_counter() - begun))
print("cpu %.6f" % time.process_time())
