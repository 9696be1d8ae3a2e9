"""Threads that block every signal and then work; prints their thread ids by how they block.

argv[1]: a library whose start_masked(seconds) starts a thread with all signals blocked from its first instruction on.
"""
import ctypes
import json
import signal
import sys
import threading
import time

libc = ctypes.CDLL(None)
tids = {}


def burn(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(200))


def masked_by_itself():
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    tids["by itself"] = libc.syscall(186)
    burn(0.3)


def masked_by_its_maker():
    tids["by its maker"] = libc.syscall(186)
    burn(0.3)


def only_faults_masked():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGSEGV, signal.SIGBUS])
    tids["faults"] = libc.syscall(186)
    burn(0.3)


threads = [threading.Thread(target=masked_by_itself), threading.Thread(target=only_faults_masked)]
before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
threads.append(threading.Thread(target=masked_by_its_maker))
for thread in threads:
    thread.start()
signal.pthread_sigmask(signal.SIG_SETMASK, before)
library = ctypes.CDLL(sys.argv[1])
library.run_masked.argtypes = [ctypes.c_double]
tids["by attribute"] = library.run_masked(0.3)
for thread in threads:
    thread.join()
print(json.dumps(tids))
