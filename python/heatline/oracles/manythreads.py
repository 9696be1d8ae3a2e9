"""Very many short threads, or a few long native ones; the truth is the sum of the threads' own CPU clocks.

`--what short`: 2,000 threads of 2 ms. `--what native`: two threads that hash at the same time, without the interpreter's lock.
"""

import hashlib
import threading
from time import thread_time_ns

from truthlog import Truth, arguments, iterations_per_block

BLOCK = bytes(range(256)) * 4096


def short(turns, spent, index):
    x = 1
    for i in turns: x = (x * 5 + i) & 4095  # @short
    spent[index] = thread_time_ns()


def warm(turns):
    x = 1
    for i in turns: x = (x * 5 + i) & 4095


def short_threads(truth, n_threads, cpu_ns):
    turns = range(iterations_per_block(warm, cpu_ns))
    spent = [0] * n_threads
    for first in range(0, n_threads, 8):
        group = [threading.Thread(target=short, args=(turns, spent, index)) for index in range(first, min(first + 8, n_threads))]
        for thread in group:
            thread.start()
        for thread in group:
            thread.join()
    truth.add("short", cpu=sum(spent) / 1e9, threads=n_threads)


def pack(truth, turns):
    with truth.block("native"):
        for _ in turns: hashlib.sha256(BLOCK).digest()  # @native


def native_threads(truth, seconds):
    def one(turns):
        for _ in turns: hashlib.sha256(BLOCK).digest()

    turns = range(iterations_per_block(one, int(seconds * 1e9)))
    threads = [threading.Thread(target=pack, args=(truth, turns)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    truth.parts("native", python=0.0, native=1.0, kernel=0.0)


def main():
    options = arguments(1.0, what=(str, "short"), threads=(int, 2000), milliseconds=(float, 2.0))
    truth = Truth(__file__)
    if options.what == "native":
        native_threads(truth, options.seconds)
    else:
        short_threads(truth, options.threads, int(options.milliseconds * 1e6))
    truth.write(options.truth)


if __name__ == "__main__":
    main()
