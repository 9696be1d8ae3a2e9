"""Starts children in many ways while threads compute; prints what each way gave. argv[1]: seconds."""
import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time

stop = threading.Event()
facts = {}


def burn_until_stopped():
    while not stop.is_set():
        sum(range(200))


def burn(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(200))


def forked_child():
    burn(0.2)


def fork():
    pid = os.fork()
    if pid == 0:
        forked_child()
        os._exit(7)
    facts["fork"] = os.waitpid(pid, 0)[1]


def output_of(**options):
    return subprocess.run(["echo", "said"], stdout=subprocess.PIPE, **options).stdout.decode().strip()


def spawn():
    ended = time.monotonic() + float(sys.argv[1])
    counts = [0]
    while time.monotonic() < ended:
        assert output_of(close_fds=True) == "said"
        assert output_of(close_fds=False) == "said"
        assert output_of(cwd="/", start_new_session=True) == "said"
        counts[0] += 1
    facts["spawned"] = counts[0] > 0
    try:
        subprocess.run(["/no/such/program"])
    except FileNotFoundError:
        facts["missing"] = True
    facts["system"] = os.system("exit 3")
    pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 4"], os.environ)
    facts["posix_spawn"] = os.waitpid(pid, 0)[1]
    facts["popen"] = os.popen("echo said").read().strip()


def python_child():
    code = "import time\nend = time.thread_time() + 0.2\nwhile time.thread_time() < end: sum(range(99))"
    facts["python"] = subprocess.run([sys.executable, "-c", code]).returncode


if __name__ == "__main__":
    threads = [threading.Thread(target=burn_until_stopped) for _ in range(3)]
    for thread in threads:
        thread.start()
    fork()
    spawn()
    python_child()
    stop.set()
    for thread in threads:
        thread.join()
    print(json.dumps(facts))
