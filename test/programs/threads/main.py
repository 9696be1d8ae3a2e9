"""Many short threads and a few long ones on a queue: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import queue
import sys
import threading
import zlib

N_SHORT = 800
N_WORKERS = 12
N_JOBS = 1_500
BLOCK = bytes(range(256)) * 200


def short(results, number):
    total = 0
    for value in range(6_000):
        total = (total * 3 + value) & 0xFFFF
    results[number] = total


def run_short_threads():
    results = [0] * N_SHORT
    for first in range(0, N_SHORT, 20):
        threads = [threading.Thread(target=short, args=(results, number)) for number in range(first, first + 20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return sum(results)


def worker(jobs, results):
    while True:
        number = jobs.get()
        if number is None:
            return
        results[number] = zlib.crc32(zlib.compress(BLOCK, 1 + number % 6))


def run_workers():
    jobs = queue.Queue(maxsize=N_WORKERS)
    results = [0] * N_JOBS
    threads = [threading.Thread(target=worker, args=(jobs, results)) for _ in range(N_WORKERS)]
    for thread in threads:
        thread.start()
    for number in range(N_JOBS):
        jobs.put(number)
    for _ in threads:
        jobs.put(None)
    for thread in threads:
        thread.join()
    return sum(results)


def main(repeats):
    checksum = 0
    for _ in range(repeats):
        checksum = (checksum * 3 + run_short_threads() + run_workers()) & 0xFFFFFFFF
    print(f"checksum {checksum:08x}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
