"""Forks argv[1] times beside two working threads. Each child runs some Python, some start a thread, and all end with a status that says which they are."""
import faulthandler
import os
import signal
import sys
import threading

faulthandler.dump_traceback_later(120, exit=True)
faulthandler.register(signal.SIGALRM, chain=True)
left = int(sys.argv[1])
over = threading.Event()
wrong = []


def work():
    while not over.is_set():
        sorted(range(200), key=lambda value: -value)


def child(number):
    total = sum(value * value for value in range(2000))
    if number % 4 == 0:
        thread = threading.Thread(target=lambda: [str(value) for value in range(500)])
        thread.start()
        thread.join()
    os._exit(number % 100 if total else 101)


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for number in range(left):
    pid = os.fork()
    if pid == 0:
        # Not dump_traceback_later: it would wait for the watchdog's thread, which is not in the child.
        signal.alarm(60)
        child(number)
    status = os.waitpid(pid, 0)[1]
    if status != number % 100 << 8:
        wrong.append((number, status))
over.set()
for thread in threads:
    thread.join()
print(wrong)
