"""One JSON document from standard input, one to standard output. Meant for `python -I`, with any interpreter from 3.8 on.

In: {"version": 1, "runs": N, "drop_caches": bool, "timeout_s": s, "seed": n, "arms": [{"command": [...], "cwd": "/abs", "env": {name: value}}]}
Out: {"version": 1, "starts": [{"arm": i, "wall_s", "rss_kib", "status", "output": sha256 of standard output}]}

Every round starts each arm once, in random order; the first round warms up (bytecode, page cache) and is left out. wall_s is from
before the start to the end of the process, rss_kib its highest resident memory as the kernel counts it. A process that takes too long is killed; its
status is negative, as for any signal.
"""

import hashlib
import json
import os
import random
import signal
import sys
import threading
import time


def main() -> int:
    document = json.load(sys.stdin)
    arms, order = document["arms"], random.Random(document["seed"])
    starts = []
    for turn in range(document["runs"] + 1):
        for index in order.sample(range(len(arms)), len(arms)):
            if document["drop_caches"] and turn:
                drop_caches()
            started = start(arms[index], document["timeout_s"])
            if turn:
                starts.append(dict(started, arm=index))
    json.dump({"version": 1, "starts": starts}, sys.stdout)
    return 0


def start(arm, timeout_s):
    reader, writer = os.pipe()
    began = time.perf_counter()
    pid = spawn(arm, writer)
    os.close(writer)
    # wait4 can't be given a limit, and a signal of ours would be one more thing that differs from an ordinary start.
    limit = threading.Timer(timeout_s, os.kill, (pid, signal.SIGKILL))
    limit.start()
    digest = hashlib.sha256()
    while True:
        part = os.read(reader, 1 << 16)
        if not part:
            break
        digest.update(part)
    _, status, usage = os.wait4(pid, 0)
    wall_s = time.perf_counter() - began
    limit.cancel()
    os.close(reader)
    code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    return {"wall_s": wall_s, "rss_kib": usage.ru_maxrss, "status": code, "output": digest.hexdigest()}


def spawn(arm, writer):
    """posix_spawn has no folder to start in, so this process goes there first."""
    os.chdir(arm["cwd"])
    null = os.open(os.devnull, os.O_RDWR)
    try:
        actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, writer, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
        return os.posix_spawn(arm["command"][0], arm["command"], dict(os.environ, **arm["env"]), file_actions=actions)
    finally:
        os.close(null)


def drop_caches():
    """Needs root: without it the page cache stays as it is, and the caller has asked for what it can't have."""
    os.sync()
    with open("/proc/sys/vm/drop_caches", "w") as switch:
        switch.write("3")


if __name__ == "__main__":
    sys.exit(main())
