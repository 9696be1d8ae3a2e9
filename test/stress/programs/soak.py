"""For argv[1] seconds, in a loop: threads that come and go, imports (without argv[2]: the same modules anew, again and again), allocations, forks,
programs started. A line after each round: seconds, resident KiB,
anonymous KiB. One that stands still for a minute says where and ends.
"""
import faulthandler
import gc
import importlib
import os
import subprocess
import sys
import threading
import time

begun = time.monotonic()
seconds = float(sys.argv[1])
imports_again = len(sys.argv) == 2
modules = ["colorsys", "chunk", "wave", "cmd", "sched", "netrc", "filecmp", "fileinput", "mailbox", "plistlib", "quopri", "tabnanny", "zipapp"]


def resident():
    sizes = {}
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(("VmRSS", "RssAnon")):
                name, value = line.split()[:2]
                sizes[name] = int(value)
    return sizes["VmRSS:"], sizes["RssAnon:"]


def allocate():
    kept = {str(value): [value] * 20 for value in range(3000)}
    big = [bytes(1 << 16) for _ in range(20)]
    return len(kept) + len(big)


def thread_work(number):
    made = [str(value) * 3 for value in range(300)]
    sorted(made, key=lambda text: text[::-1])
    time.sleep(0.0005 * (number % 3))


def import_again():
    for name in modules:
        sys.modules.pop(name, None)
        try:
            importlib.import_module(name)
        except ImportError:
            # Versions differ in what they bring.
            pass


def fork():
    pid = os.fork()
    if pid == 0:
        allocate()
        os._exit(3)
    assert os.waitpid(pid, 0)[1] == 3 << 8


number = 0
while time.monotonic() - begun < seconds:
    faulthandler.dump_traceback_later(60, exit=True)
    threads = [threading.Thread(target=thread_work, args=(each,)) for each in range(20)]
    for thread in threads:
        thread.start()
    allocate()
    if number % 3 == 0 and (imports_again or number == 0):
        import_again()
    if number % 2 == 0:
        fork()
    if number % 10 == 0:
        subprocess.run(["true"], check=True)
    for thread in threads:
        thread.join()
    gc.collect()
    number += 1
    print("%.3f %d %d" % (time.monotonic() - begun, *resident()), flush=True)
