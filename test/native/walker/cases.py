"""Stacks of every kind. Runs the case argv[1] down to here(), which writes the expected stack to the file argv[2] and stops.

Started as `python -c "exec(compile(open('cases.py').read(), 'cases.py', 'exec'))" CASE FILE`, so that no path of a machine is in memory.
"""
import ctypes
import os
import signal
import sys
import types


def name_of(code):
    return getattr(code, "co_qualname", code.co_name)


def here(*ignored):
    stack = []
    frame = sys._getframe()
    while frame:
        stack.append("%s %s:%d" % (name_of(frame.f_code), frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    stop = here.__code__.co_firstlineno + 14
    stack[0] = "%s %s:%d" % (name_of(here.__code__), here.__code__.co_filename, stop)
    with open(sys.argv[2], "w") as file:
        file.write("\n".join(stack) + "\n")
    ctypes.pythonapi.PyThreadState_Get.restype = ctypes.c_void_p
    state = ctypes.pythonapi.PyThreadState_Get()
    version = sys.version_info[0] << 8 | sys.version_info[1]
    print("%x %x %x" % (version, state, id(types.CodeType)), flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)


def plain():
    here()


def recursion(left=60):
    if left:
        return recursion(left - 1)
    return here()


def deep():
    sys.setrecursionlimit(3000)
    recursion(1500)


def numbers():
    yield 1
    here()
    yield 2


def delegate():
    yield from numbers()


def generator():
    return list(delegate())


class Await:
    def __await__(self):
        here()
        yield


async def inner():
    await Await()


async def coroutine_body():
    await inner()


def coroutine():
    coroutine_body().send(None)


def comprehension():
    return [[here() for _ in range(1)] for _ in range(1)]


def callback():
    return sorted([3, 1, 2], key=here)


class Operators:
    def __init__(self):
        self.value = 1

    def __add__(self, other):
        return self.deeper

    @property
    def deeper(self):
        return here()


def operators():
    return Operators() + 1


def generated():
    lines = ["def made():", "    x = 1", "", "    return (lambda: here())()", "made()"]
    exec(compile("\n".join(lines), "<made>", "exec"), {"here": here})


def exceptions():
    try:
        raise ValueError
    except ValueError:
        try:
            raise KeyError
        finally:
            here()


globals()[sys.argv[1]]()
