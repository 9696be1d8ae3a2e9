"""Starts children in one way, waits for all of them and prints what the kernel says that they cost with itself. argv[1]: the way."""
import concurrent.futures
import ctypes
import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time


def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(500))
    return seconds


CLD_KILLED = 2  # in os from 3.9 on
PYTHON = "import time\nwhile time.process_time() < 0.3: sum(range(500))\n"


def pool(method):
    context = multiprocessing.get_context(method)
    with context.Pool(2) as workers:
        workers.map(burn, [0.15] * 4)
        workers.close()
        workers.join()


def fork():
    pool("fork")


def spawn():
    pool("spawn")


def forkserver():
    pool("forkserver")


def futures():
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        list(executor.map(burn, [0.15] * 4))


def python():
    assert subprocess.run([sys.executable, "-c", PYTHON + "raise SystemExit(5)"]).returncode == 5


def pipeline():
    noise = subprocess.Popen(["head", "-c", "6000000", "/dev/urandom"], stdout=subprocess.PIPE)
    base = subprocess.Popen(["base64"], stdin=noise.stdout, stdout=subprocess.PIPE)
    sort = subprocess.Popen(["sort"], stdin=base.stdout, stdout=subprocess.PIPE)
    packed = subprocess.run(["gzip", "-6"], stdin=sort.stdout, stdout=subprocess.DEVNULL)
    assert packed.returncode == 0
    for each in (noise, base, sort):
        each.stdout.close()
        each.wait()


def shell():
    script = "'%s' -c '%s'; gzip -9 < '%s' > /dev/null; exit 3" % (sys.executable, PYTHON, json.__file__)
    assert os.system(script) == 3 << 8
    # A shell within a shell: the Python is the child of nobody who is known.
    nested = "sh -c '%s -c \"%s\"; true'; true" % (sys.executable, PYTHON)
    assert subprocess.run(nested, shell=True).returncode == 0


def spawned():
    pid = os.posix_spawnp("sh", ["sh", "-c", "kill -TERM $$"], os.environ)
    info = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert (info.si_pid, info.si_status) == (pid, signal.SIGTERM)
    info = os.waitid(os.P_PID, pid, os.WEXITED)
    assert (info.si_pid, info.si_code, info.si_status) == (pid, CLD_KILLED, signal.SIGTERM)
    stopped = os.posix_spawnp("sh", ["sh", "-c", "kill -STOP $$; exit 2"], os.environ)
    assert os.WIFSTOPPED(os.waitpid(stopped, os.WUNTRACED)[1])
    assert os.waitpid(stopped, os.WNOHANG) == (0, 0)
    assert os.waitid(os.P_PID, stopped, os.WEXITED | os.WNOHANG) is None
    os.kill(stopped, signal.SIGCONT)
    assert os.waitpid(stopped, 0)[1] == 2 << 8
    try:
        os.waitid(os.P_PID, stopped, os.WEXITED)
    except ChildProcessError:
        return
    raise AssertionError("a child that is gone was waited for")


def exec_python():
    pid = os.fork()
    if pid == 0:
        burn(0.1)
        os.execv(sys.executable, [sys.executable, "-c", PYTHON])
    assert os.waitpid(pid, 0)[1] == 0


def exec_other():
    pid = os.fork()
    if pid == 0:
        burn(0.1)
        os.execvp("sh", ["sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; exit 4"])
    assert os.waitpid(pid, 0)[1] == 4 << 8


def exits():
    def child(end):
        pid = os.fork()
        if pid == 0:
            burn(0.1)
            end()
        return pid

    ends = [lambda: os._exit(9), lambda: sys.exit(6), lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: ctypes.string_at(0)]
    pids = [child(end) for end in ends]
    seen = {os.waitpid(pids[0], 0), os.wait3(0)[:2], os.wait4(-1, 0)[:2]}
    info = os.waitid(os.P_ALL, 0, os.WEXITED)
    assert info is not None and info.si_pid in pids
    assert len({pid for pid, _ in seen} | {info.si_pid}) == 4


def many():
    for _ in range(300):
        assert subprocess.run(["true"]).returncode == 0
    for _ in range(20):
        assert subprocess.run(["sh", "-c", "exit 1"]).returncode == 1


if __name__ == "__main__":
    PR_SET_CHILD_SUBREAPER = 36
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    way = sys.argv[1]
    globals()[way]()
    # What multiprocessing keeps in the background ends when nobody holds its pipe any more.
    if way == "forkserver":
        from multiprocessing import forkserver as servers
        os.close(servers._forkserver._forkserver_alive_fd)
    if way in ("spawn", "forkserver"):
        from multiprocessing import resource_tracker
        os.close(resource_tracker._resource_tracker._fd)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"cpu_s": sum(each.ru_utime + each.ru_stime for each in usage)}), flush=True)
    os._exit(0)
