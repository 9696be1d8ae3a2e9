"""Threads that load and unload libraries and import modules in a loop for argv[1] seconds, while others compute. argv[2:]: libraries."""
import ctypes
import importlib
import sys
import threading
import time

import _ctypes

end = time.monotonic() + float(sys.argv[1])
libraries = sys.argv[2:]
MODULES = ("_json", "_struct", "_bisect", "_heapq", "_random", "zlib", "_datetime")
rounds = {}


def load():
    for path in libraries:
        library = ctypes.CDLL(path)
        library.run_quickly()
        _ctypes.dlclose(library._handle)


def import_again():
    for name in MODULES:
        sys.modules.pop(name, None)
        importlib.import_module(name)


def compute():
    "-".join(str(number) for number in range(500))


def repeat(name, function):
    count = 0
    while time.monotonic() < end:
        function()
        count += 1
    rounds[name] = count


threads = [
    threading.Thread(target=repeat, args=(name, function))
    for name, function in (("a", load), ("b", load), ("c", import_again), ("d", compute), ("e", compute))
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(min(rounds.values()))
