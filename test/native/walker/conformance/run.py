"""Runs generated programs.

    run.py compare LIBRARY PROGRAMS FILE    each program in a thread; wherever it stops, and at moments of chance, the walk of that thread is
                                            compared with sys._current_frames()
    run.py work SECONDS                     the same programs over and over, without stops, to be sampled

compare writes to FILE a line of JSON for each different code object, {"code", "kind", "first", "table"}, and for each different frame seen,
{"frame": [code, offset, line]}; its output is {"programs", "stops", "moments", "frames", "deepest", "wrong"}.
"""
import asyncio
import bisect
import contextlib
import ctypes
import functools
import gc
import importlib.abc
import importlib.util
import itertools
import json
import re
import sys
import threading
import time
import types
import weakref

from programs import generate

MINOR = sys.version_info[1]
MOST_STOPS = 25
MOST_MOMENTS = 400
KINDS = {8: "lnotab", 9: "lnotab", 10: "linetable"}

libc = ctypes.CDLL(None)
c_compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


def quick_sort(numbers, compare):
    array = (ctypes.c_int * len(numbers))(*numbers)
    libc.qsort(array, ctypes.c_size_t(len(numbers)), ctypes.c_size_t(4), c_compare(compare))


class TextLoader(importlib.abc.Loader):
    def __init__(self, text, names):
        self.text = text
        self.names = names

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__dict__.update(self.names)
        exec(compile(self.text, "<imported %s>" % module.__name__, "exec"), module.__dict__)


class TextFinder(importlib.abc.MetaPathFinder):
    texts = {}

    def find_spec(self, name, path=None, target=None):
        found = self.texts.get(name)
        return importlib.util.spec_from_loader(name, TextLoader(*found)) if found else None


sys.meta_path.insert(0, TextFinder())


def import_text(name, text, **names):
    TextFinder.texts[name] = (text, names)
    sys.modules.pop(name, None)
    return importlib.import_module(name)


def load(seed, stop, spent):
    """The main function of a program."""
    modules = (asyncio, bisect, contextlib, ctypes, functools, gc, itertools, json, re, sys, weakref)
    scope = {module.__name__: module for module in modules}
    scope.update(stop=stop, spent=spent, quick_sort=quick_sort, import_text=import_text, __name__="program")
    exec(compile(generate(seed, MINOR), "<program %d>" % seed, "exec"), scope)
    return scope["main"]


class Comparison:
    def __init__(self, library, file):
        self.compare = ctypes.PyDLL(library).compare
        self.compare.restype = ctypes.py_object
        self.compare.argtypes = [ctypes.py_object, ctypes.py_object, ctypes.c_uint, ctypes.c_uint64, ctypes.c_uint64]
        self.file = open(file, "w")
        self.codes = {}
        self.seen = set()
        self.wrong = []
        self.counts = {"programs": 0, "stops": 0, "moments": 0, "frames": 0, "deepest": 0}

    def run(self, seed):
        """One program. The thread says "reached" when it stops and goes on after "leave"."""
        reached, leave = threading.Semaphore(0), threading.Semaphore(0)
        facts, spent, failed = {}, [], []

        def stop(*ignored):
            # Finalizers may run later, in the thread of another program.
            if threading.current_thread() is not thread or spent:
                return 0
            facts["stops"] += 1
            if facts["stops"] == MOST_STOPS:
                spent.append(1)
            reached.release()
            leave.acquire()
            return 0

        def begin():
            ctypes.pythonapi.PyThreadState_Get.restype = ctypes.c_void_p
            facts.update(stops=0, state=ctypes.pythonapi.PyThreadState_Get(), thread=threading.get_ident())
            stop()
            try:
                load(seed, stop, spent)()
            except BaseException as error:
                failed.append(repr(error))
            spent.append(1)
            # Moments of chance are over before the thread state goes.
            facts["over"] = True
            reached.release()
            leave.acquire()

        thread = threading.Thread(target=begin, name="program")
        thread.start()
        reached.acquire()
        moments = 0
        while "over" not in facts:
            self.look(facts, "stop %d of program %d" % (facts["stops"], seed))
            self.counts["stops"] += 1
            leave.release()
            while not reached.acquire(timeout=0.0002):
                if moments < MOST_MOMENTS:
                    moments += 1
                    self.counts["moments"] += 1
                    self.look(facts, "moment %d of program %d" % (moments, seed))
        leave.release()
        thread.join()
        self.counts["programs"] += 1
        if failed:
            self.wrong.append("program %d: %s" % (seed, failed[0]))

    def look(self, facts, where):
        version = 3 << 8 | MINOR
        found = self.compare(sys._current_frames, facts["thread"], version, facts["state"], id(types.CodeType))
        status, walked, shown = found
        self.counts["frames"] += len(shown)
        self.counts["deepest"] = max(self.counts["deepest"], len(shown))
        # A frame that has not begun is at -1, which the walker calls 0.
        expected = [(id(code), max(last, 0)) for code, last, _ in shown]
        if status != 0 or walked != expected:
            names = [code.co_name for code, _, _ in shown]
            self.wrong.append("%s: status %d, walked %s, not %s: %s" % (where, status, walked, expected, names))
        for code, last, line in shown:
            # Where a frame is that has not begun is a matter of words: the interpreter says at its def, we at what comes first.
            if last >= 0:
                self.note(code, last, line)

    def note(self, code, last, line):
        # By identity, and kept: codes with different line tables may be equal.
        number, _ = self.codes.get(id(code), (None, None))
        if number is None:
            number = len(self.codes)
            self.codes[id(code)] = (number, code)
            table = getattr(code, "co_linetable", None) or code.co_lnotab
            fields = {"code": number, "kind": KINDS.get(MINOR, "locations"), "first": code.co_firstlineno, "table": table.hex()}
            print(json.dumps(fields), file=self.file)
        if (number, last, line) not in self.seen:
            self.seen.add((number, last, line))
            print(json.dumps({"frame": [number, last, line or 0]}), file=self.file)


def compare_all(library, programs, file):
    # What is collected at a moment of chance would run finalizers here, between the walk and the question.
    gc.disable()
    sys.setswitchinterval(1e-4)
    comparison = Comparison(library, file)
    for seed in range(programs):
        comparison.run(seed)
    comparison.file.close()
    print(json.dumps(dict(comparison.counts, wrong=comparison.wrong)))


def work(seconds):
    end = time.monotonic() + seconds
    rounds = 0
    calls = []

    def stop(*ignored):
        calls.append(1)
        return 0

    while time.monotonic() < end:
        spent = []
        calls.clear()

        def limited(*ignored):
            if stop() == 0 and len(calls) > MOST_STOPS:
                spent.append(1)
            return 0

        load(rounds % 200, limited, spent)()
        rounds += 1
    print(rounds)


if __name__ == "__main__":
    if sys.argv[1] == "compare":
        compare_all(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        work(float(sys.argv[2]))
