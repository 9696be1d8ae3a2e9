"""A program's own SIGALRM interrupts a long sleep each time, although the profiler's signal keeps coming too.

Prints how many of the sleeps ended with EINTR, and how often the handler ran.
"""
import ctypes
import errno
import json
import os
import signal
import struct
import threading
import time

SIGNAL = 54
COOKIE = 0x4845415444
SI_TIMER = -2
SYS_RT_TGSIGQUEUEINFO = 297
ROUNDS = 40

libc = ctypes.CDLL(None, use_errno=True)
handled = 0


def on_alarm(number, frame):
    global handled
    handled += 1


class Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


def send_always(tid, stop):
    info = ctypes.create_string_buffer(struct.pack("iiiiiiQ", SIGNAL, 0, SI_TIMER, 0, 0, 0, COOKIE), 128)
    while not stop.is_set():
        libc.syscall(SYS_RT_TGSIGQUEUEINFO, os.getpid(), tid, SIGNAL, info)
        time.sleep(0.007)


signal.signal(signal.SIGALRM, on_alarm)
stop = threading.Event()
sender = threading.Thread(target=send_always, args=(libc.syscall(186), stop))
sender.start()
interrupted = 0
for round_number in range(ROUNDS):
    request = Timespec(2, 0)
    signal.setitimer(signal.ITIMER_REAL, 0.005)
    ctypes.set_errno(0)
    result = libc.nanosleep(ctypes.byref(request), None)
    interrupted += result == -1 and ctypes.get_errno() == errno.EINTR
stop.set()
sender.join()
print(json.dumps({"rounds": ROUNDS, "interrupted": interrupted, "handled": handled}))
