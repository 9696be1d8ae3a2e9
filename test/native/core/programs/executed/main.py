"""Calls functions of its package after a while: `main.py all|removed|short|killed|fork`."""

import os
import signal
import sys
import time


def work(seconds):
    """Spends CPU time of this thread on bytecode."""
    end = time.thread_time() + seconds
    x = 1
    while time.thread_time() < end:
        for i in range(2000):
            x = (x * 5 + i) & 4095


def load():
    from parts import atimport, behind, inclass, never, once  # noqa: F401

    return behind, inclass, once


def main(what):
    if what == "fork":
        pid = os.fork()
        if pid == 0:
            from parts import behind

            work(0.6)
            behind.call()
            work(0.1)
            os._exit(0)
        os.waitpid(pid, 0)
        return
    behind, inclass, once = load()
    if what == "short":
        return once.seldom([1])
    work(0.6)
    once.seldom([1])
    if what == "removed":
        for name in [name for name in sys.modules if name.startswith("parts")]:
            del sys.modules[name]
        del behind, inclass, once
        work(0.2)
        return
    behind.call()
    inclass.Thing().value
    if what == "killed":
        os.kill(os.getpid(), signal.SIGKILL)


main(sys.argv[1])
