"""Works a little and ends in the way its first argument says."""
import os
import signal
import sys


def work():
    total = 0
    for number in range(300000):
        total += number * number
    return total


def end(how, what):
    if how == "exit":
        sys.exit(int(what))
    if how == "_exit":
        os._exit(int(what))
    if how == "raise":
        raise ValueError(what)
    if how == "signal":
        number = getattr(signal, what)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    if how == "fault":
        import ctypes
        import faulthandler

        faulthandler.enable()
        ctypes.string_at(0)
    if how == "exec":
        os.execv(sys.executable, [sys.executable, __file__, "exit", what])
    if how == "recursion":
        def deeper(left):
            return work() if left == 0 else deeper(left - 1)

        sys.setrecursionlimit(2000)
        deeper(800)
        end("endless recursion", what)
    if how == "endless recursion":
        def endless():
            return endless() + 1

        endless()


work()
end(sys.argv[1], sys.argv[2])
