"""Allocates, resizes, copies and frees in several threads and children, with contents that are checked; prints what came out. argv: rounds."""
import array
import ctypes
import gc
import hashlib
import os
import queue
import random
import subprocess
import sys
import threading

rounds = int(sys.argv[1])
libc = ctypes.CDLL(None)
for name in ("malloc", "calloc", "realloc"):
    getattr(libc, name).restype = ctypes.c_void_p
libc.realloc.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]


class Slots:
    __slots__ = ("a", "b")


def mixed(seed):
    """Objects of all sizes, kept for a while; the digest of what they hold."""
    chance = random.Random(seed)
    digest = hashlib.sha256()
    kept = []
    for i in range(rounds):
        size = chance.choice((1, 17, 100, 511, 513, 4000, 40000))
        kind = chance.randrange(7)
        if kind == 0:
            item = bytes([i & 255]) * size
        elif kind == 1:
            item = bytearray(size)
            for _ in range(3):
                item += b"%d" % i * (size // 8 + 1)
        elif kind == 2:
            item = array.array("q", [i])
            for j in range(size // 16):
                item.append(j)
        elif kind == 3:
            item = {str(j): j for j in range(size // 50)}
        elif kind == 4:
            item = [None]
            for j in range(size // 10):
                item.append(j)
        elif kind == 5:
            item = Slots()
            item.a, item.b = i, "x" * size
        else:
            item = "é%d" % i * (size // 4 + 1)
        kept.append(item)
        if len(kept) > 60:
            gone = kept.pop(chance.randrange(len(kept)))
            if isinstance(gone, (bytes, bytearray, array.array)):
                digest.update(bytes(gone))
            elif isinstance(gone, Slots):
                digest.update(gone.b.encode())
            else:
                digest.update(repr(gone).encode())
    return digest.hexdigest()


def native(seed):
    chance = random.Random(seed)
    for i in range(rounds // 4):
        size = chance.choice((1, 24, 240, 1000, 33000, 200000))
        block = libc.malloc(size)
        ctypes.memset(block, i & 255, size)
        block = libc.realloc(block, size * 3 + 1)
        if ctypes.string_at(block, size) != bytes([i & 255]) * size:
            return "broken"
        block = libc.realloc(block, size // 2 + 1)
        if ctypes.string_at(block, 1) != bytes([i & 255]):
            return "broken"
        libc.free(block)
    return "whole"


def across():
    """One thread allocates, another frees."""
    handed = queue.Queue(100)
    counts = []

    def free_all():
        count = 0
        while True:
            item = handed.get()
            if item is None:
                break
            count += len(item)
        counts.append(count)

    takers = [threading.Thread(target=free_all) for _ in range(3)]
    for taker in takers:
        taker.start()
    for i in range(rounds):
        handed.put(bytes(i % 5000))
    for _ in takers:
        handed.put(None)
    for taker in takers:
        taker.join()
    return sum(counts)


def together():
    results = [None] * 4

    def one(number):
        results[number] = mixed(number % 2) if number < 3 else native(number)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def fork_storm(children):
    """Forks while other threads allocate and free; the children do as well."""
    over = threading.Event()

    def busy():
        while not over.is_set():
            mixed_small = [bytes(i) for i in range(0, 600, 7)]
            del mixed_small

    threads = [threading.Thread(target=busy) for _ in range(2)]
    for thread in threads:
        thread.start()
    statuses = set()
    for i in range(children):
        pid = os.fork()
        if pid == 0:
            held = [bytes(j % 700) for j in range(2000)]
            os._exit(len(held) % 251)
        statuses.add(os.waitpid(pid, 0)[1])
    over.set()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def children():
    said = subprocess.run(["echo", "said"], stdout=subprocess.PIPE).stdout.decode().strip()
    nested = subprocess.run([sys.executable, "-c", "x = [bytes(100) for _ in range(50000)]; print(len(x))"], stdout=subprocess.PIPE)
    return [said, nested.stdout.decode().strip()]


print(together(), flush=True)
print(across(), flush=True)
print(fork_storm(8), flush=True)
print(children(), flush=True)
gc.collect()
