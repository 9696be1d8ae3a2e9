"""Waiting of every kind in the main thread, each call on a line of its own; the truth is elapsed minus the thread's CPU time.

What is waited for comes from a helper thread or a child that only sleeps in between. `--what calls` (about 2 s) or `--what gil`:
two threads that want the interpreter at the same time, both counted; there the truth is a range, because a thread that is preempted
while it waits for the interpreter is not told apart by the kernel's clocks.
"""

import os
import queue
import select
import socket
import subprocess
import sys
import threading
import time

from truthlog import Truth, arguments

HELPER_PAUSE_S = 0.1


def later(action, *args):
    """Runs the action in a thread after a pause."""

    def run():
        time.sleep(HELPER_PAUSE_S)
        action(*args)

    thread = threading.Thread(target=run, name="helper")
    thread.start()
    return thread


def sleeps(truth):
    with truth.block("sleep"):
        for _ in range(20):
            time.sleep(0.02)  # @sleep


def lock(truth):
    lock = threading.Lock()
    lock.acquire()
    helper = later(lock.release)
    with truth.block("lock"):
        lock.acquire()  # @lock
    helper.join()


def condition(truth):
    event = threading.Event()
    helper = later(event.set)
    with truth.block("event"):
        event.wait()  # @event
    helper.join()


def queue_get(truth):
    jobs = queue.Queue()
    helper = later(jobs.put, 1)
    with truth.block("queue"):
        jobs.get()  # @queue
    helper.join()


def join(truth):
    helper = later(int)
    with truth.block("join"):
        helper.join()  # @join


def socket_receive(truth):
    near, far = socket.socketpair()
    helper = later(far.send, b"x")
    with truth.block("socket"):
        near.recv(1)  # @socket
    helper.join()
    near.close()
    far.close()


def socket_accept(truth):
    server = socket.create_server(("127.0.0.1", 0))
    helper = later(lambda: socket.create_connection(server.getsockname()).close())
    with truth.block("accept"):
        connection, _ = server.accept()  # @accept
    helper.join()
    connection.close()
    server.close()


def pipe_read(truth):
    reader, writer = os.pipe()
    helper = later(os.write, writer, b"x")
    with truth.block("pipe"):
        os.read(reader, 1)  # @pipe
    helper.join()
    os.close(reader)
    os.close(writer)


def polls(truth):
    reader, writer = os.pipe()
    poller = select.poll()
    poller.register(reader, select.POLLIN)
    epoll = select.epoll()
    epoll.register(reader, select.EPOLLIN)
    with truth.block("select"):
        select.select([reader], [], [], 0.1)  # @select
    with truth.block("poll"):
        poller.poll(100)  # @poll
    with truth.block("epoll"):
        epoll.poll(0.1)  # @epoll
    epoll.close()
    os.close(reader)
    os.close(writer)


def child(truth):
    child = subprocess.Popen(["sleep", "0.2"])
    with truth.block("child"):
        child.wait()  # @child


CALLS = (sleeps, lock, condition, queue_get, join, socket_receive, socket_accept, pipe_read, polls, child)


def burn(seconds):
    x, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:  # @gil
        for i in range(2000): x = (x * 5 + i) & 4095  # @gil


def measured_burn(truth, seconds):
    with truth.block("gil"):
        burn(seconds)


def gil(truth, seconds):
    """The main thread and one more compute for the same time; one of them always waits for the interpreter."""
    other = threading.Thread(target=measured_burn, args=(truth, seconds), name="rival")
    other.start()
    measured_burn(truth, seconds)
    other.join()


def main():
    options = arguments(1.0, what=(str, "calls"))
    truth = Truth(__file__)
    if options.what == "gil":
        sys.setswitchinterval(0.005)
        gil(truth, options.seconds)
    else:
        for wait in CALLS:
            wait(truth)
    truth.write(options.truth)


if __name__ == "__main__":
    main()
