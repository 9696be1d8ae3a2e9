"""Starts other processes in the way its first argument says; every one of them works in `burn`."""
import multiprocessing
import os
import subprocess
import sys
import threading
import time


def burn(seconds):
    deadline = time.thread_time() + seconds
    count = 0
    while time.thread_time() < deadline:
        count += 1
    return count


def fork(number):
    pids = []
    for _ in range(number):
        pid = os.fork()
        if pid == 0:
            burn(0.15)
            os._exit(3)
        pids.append(pid)
    return [os.waitpid(pid, 0)[1] >> 8 for pid in pids]


def pool(method):
    with multiprocessing.get_context(method).Pool(2) as workers:
        return len(workers.map(burn, [0.15, 0.15]))


def children(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, **options).stdout.decode()


def threads(number):
    workers = [threading.Thread(target=burn, args=(0.1,), name="worker %d" % index) for index in range(number)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return number


if __name__ == "__main__":
    how = sys.argv[1]
    burn(0.1)
    if how == "fork":
        print(fork(2))
    elif how == "pool fork":
        print(pool("fork"))
    elif how == "pool spawn":
        print(pool("spawn"))
    elif how == "subprocess":
        print(children([sys.executable, __file__, "nothing"]))
    elif how == "shell":
        print(children("echo before; %s %s nothing; echo after" % (sys.executable, __file__), shell=True))
    elif how == "own environment":
        print(children(["/usr/bin/env"], env={"ONLY": "this"}))
        print(children([sys.executable, "-c", "import os; print(sorted(os.environ))"], env={"LC_ALL": "C"}))
    elif how == "closed descriptors":
        os.closerange(3, 256)
        print(children([sys.executable, __file__, "nothing"], close_fds=True))
    elif how == "threads":
        print(threads(4))
    print("done", how)
