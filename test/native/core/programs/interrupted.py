"""Blocks in each call on a thread of its own while the profiler's timer signal is sent to it again and again.

Prints, by call: its result, errno, seconds asked for, seconds taken. Called through ctypes, because the interpreter itself would
call again after EINTR.
"""
import ctypes
import errno
import json
import os
import socket
import struct
import threading
import time

SIGNAL = 54
COOKIE = 0x4845415444
SI_TIMER = -2
SYS_RT_TGSIGQUEUEINFO = 297
SECONDS = 0.4

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


class Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


def timespec(seconds):
    return Timespec(int(seconds), int(seconds % 1 * 1e9))


def until(seconds):
    return timespec(time.time() + seconds)


def send(tid):
    info = struct.pack("iiiiiiQ", SIGNAL, 0, SI_TIMER, 0, 0, 0, COOKIE)
    buffer = ctypes.create_string_buffer(info, 128)
    libc.syscall(SYS_RT_TGSIGQUEUEINFO, os.getpid(), tid, SIGNAL, buffer)


def semaphore():
    place = ctypes.create_string_buffer(32)
    libc.sem_init(place, 0, 0)
    return place


def posted_semaphore():
    place = semaphore()
    threading.Timer(SECONDS, libc.sem_post, [place]).start()
    return place


def empty_pipe():
    return os.pipe()[0]


def poll_set():
    return ctypes.create_string_buffer(struct.pack("ihh", empty_pipe(), 1, 0), 8)


def fd_set():
    descriptor = empty_pipe()
    bits = bytearray(128)
    bits[descriptor // 8] |= 1 << descriptor % 8
    return descriptor + 1, ctypes.create_string_buffer(bytes(bits), 128)


def timeval():
    return ctypes.create_string_buffer(struct.pack("ll", int(SECONDS), int(SECONDS % 1 * 1e6)), 16)


def select_call(function, timeout):
    count, readable = fd_set()
    return function(count, readable, None, None, timeout, *([None] if function is libc.pselect else []))


def socket_with_timeout():
    left, right = socket.socketpair()
    timeout = struct.pack("ll", int(SECONDS), int(SECONDS % 1 * 1e6))
    left.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeout)
    left.setblocking(True)
    left.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeout)
    return left, right


def receive():
    left, right = socket_with_timeout()
    return libc.recv(left.fileno(), ctypes.create_string_buffer(16), 16, 0)


def receive_by_read():
    left, right = socket_with_timeout()
    return libc.read(left.fileno(), ctypes.create_string_buffer(16), 16)


def epoll():
    return libc.epoll_create1(0)


def signal_set(number):
    return ctypes.create_string_buffer(struct.pack("Q", 1 << (number - 1)), 128)


CALLS = {
    "nanosleep": lambda: libc.nanosleep(ctypes.byref(timespec(SECONDS)), None),
    "clock_nanosleep": lambda: libc.clock_nanosleep(1, 0, ctypes.byref(timespec(SECONDS)), None),
    "clock_nanosleep until": lambda: libc.clock_nanosleep(0, 1, ctypes.byref(until(SECONDS)), None),
    "usleep": lambda: libc.usleep(int(SECONDS * 1e6)),
    "sleep": lambda: libc.sleep(1),
    "poll": lambda: libc.poll(poll_set(), 1, int(SECONDS * 1000)),
    "ppoll": lambda: libc.ppoll(poll_set(), 1, ctypes.byref(timespec(SECONDS)), None),
    "select": lambda: select_call(libc.select, timeval()),
    "pselect": lambda: select_call(libc.pselect, ctypes.byref(timespec(SECONDS))),
    "epoll_wait": lambda: libc.epoll_wait(epoll(), ctypes.create_string_buffer(64), 1, int(SECONDS * 1000)),
    "epoll_pwait": lambda: libc.epoll_pwait(epoll(), ctypes.create_string_buffer(64), 1, int(SECONDS * 1000), None),
    "sem_wait": lambda: libc.sem_wait(posted_semaphore()),
    "sem_timedwait": lambda: libc.sem_timedwait(semaphore(), ctypes.byref(until(SECONDS))),
    "sigtimedwait": lambda: libc.sigtimedwait(signal_set(40), None, ctypes.byref(timespec(SECONDS))),
    "recv": receive,
    "read": receive_by_read,
}
results = {}
tids = set()


def run(name, call):
    tid = libc.syscall(186)
    tids.add(tid)
    ctypes.set_errno(0)
    begun = time.monotonic()
    result = call()
    error = ctypes.get_errno()
    taken = time.monotonic() - begun
    tids.discard(tid)
    results[name] = {
        "result": result,
        "errno": errno.errorcode.get(error, "") if result == -1 else "",
        "asked": 1 if name == "sleep" else SECONDS,
        "taken": taken,
    }


threads = [threading.Thread(target=run, args=item) for item in CALLS.items()]
for thread in threads:
    thread.start()
# A call whose timeout can't be shortened begins anew each time, so the signals have to end some time.
for _ in range(10):
    time.sleep(0.03)
    for tid in list(tids):
        send(tid)
for thread in threads:
    thread.join()
print(json.dumps(results))
