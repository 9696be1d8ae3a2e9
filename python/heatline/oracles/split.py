"""Lines of known kind: each loop is one line, and what it spends its time on is known by construction.

python: the evaluation loop and what bytecodes other than calls reach; native: C functions called from the line; kernel: system
calls; wait: off the CPU. `--threads N` does the work in N worker threads, block by block in turn, while the main thread joins them;
`--kinds a,b` picks.
"""

import gc
import hashlib
import json
import os
import re
import threading
import zlib
from operator import itemgetter
from time import sleep, thread_time_ns

from truthlog import Truth, arguments, iterations_per_block

try:
    import numpy
except ImportError:
    numpy = None

WORDS = [f"word{(number * 7919) % 10007}" for number in range(4000)]
PAIRS = [(word, number) for number, word in enumerate(WORDS)]
TEXT = " ".join(WORDS)
BYTES = TEXT.encode() * 3
# Little, so that the lists of the mixed lines stay below the size from which malloc asks the kernel, which would be a third kind.
FEW_BYTES = BYTES[:20_000]
RECORD = [{"name": word, "value": number, "tags": ["a", "b", number]} for number, word in enumerate(WORDS[:600])]
RECORD_TEXT = json.dumps(RECORD)
PATTERN = re.compile(r"w(?:or)?d\d+77 ")
BIG = 3**20000
TABLE = {number: number for number in range(1024)}
BY_NAME = itemgetter(0)
BUFFER = bytearray(1 << 20)


def step(x):
    return (x * 3 + 1) & 1023  # @calls


class Counter:
    def __init__(self, start):
        self.value = start  # @objects

    def next(self):
        self.value += 1  # @objects
        return self.value  # @objects


def arithmetic(turns):
    x = 1
    for i in turns: x = (x * 5 + i) & 4095 ^ (x >> 3)  # @arithmetic


def calls(turns):
    x = 1
    for i in turns: x = step(x)  # @calls


def objects(turns):
    for i in turns: Counter(i).next()  # @objects


def dictionary(turns):
    table = TABLE
    for i in turns: table[i & 1023] = table[(i + 7) & 1023] + 1 & 65535  # @dictionary


def big_int(turns):
    big = BIG
    for _ in turns: big * big  # @big_int


def sort(turns):
    kept = [None]
    for _ in turns: kept[0] = sorted(PAIRS, key=BY_NAME)  # @sort


def regex(turns):
    for _ in turns: PATTERN.findall(TEXT)  # @regex


def join(turns):
    for _ in turns: ", ".join(WORDS)  # @join


def json_dumps(turns):
    for _ in turns: json.dumps(RECORD)  # @json_dumps


def json_loads(turns):
    kept = []
    for _ in turns: kept.append(json.loads(RECORD_TEXT))  # @json_loads
    kept.clear()


def compress(turns):
    for _ in turns: zlib.compress(BYTES, 6)  # @compress


def digest(turns):
    for _ in turns: hashlib.sha256(BYTES).digest()  # @digest


def array(turns):
    a = numpy.linspace(0.1, 5.0, 30_000)
    out = numpy.empty_like(a)
    for _ in turns: numpy.multiply(a, a, out=out); numpy.sin(out, out=out)  # @array


def array_operators(turns):
    a = numpy.linspace(0.1, 5.0, 4_000)
    for _ in turns: (a * 1.5 + a) / 3.0 - a * a  # @array_operators


def kernel_read(turns):
    with open("/dev/zero", "rb", buffering=0) as zeros:
        for _ in turns: zeros.readinto(BUFFER)  # @kernel_read


def kernel_random(turns):
    noise = os.open("/dev/urandom", os.O_RDONLY)
    for _ in turns: os.readv(noise, [BUFFER])  # @kernel_random
    os.close(noise)


def naps(turns):
    for _ in turns: sleep(0.01)  # @naps


def quarter(turns):
    for _ in turns: [i * 3 for i in QUARTER]; hashlib.sha256(FEW_BYTES).digest()  # @quarter


def half(turns):
    for _ in turns: [i * 3 for i in HALF]; hashlib.sha256(FEW_BYTES).digest()  # @half


def three_quarters(turns):
    for _ in turns: [i * 3 for i in THREE_QUARTERS]; hashlib.sha256(FEW_BYTES).digest()  # @three_quarters


def mixed_python(turns, numbers):
    for _ in turns: [i * 3 for i in numbers]


def mixed_native(turns):
    for _ in turns: hashlib.sha256(FEW_BYTES).digest()


def nothing(turns):
    for _ in turns: abs(1)  # @nothing


def seconds_each(work, n, *rest):
    begin = thread_time_ns()
    work(range(n), *rest)
    return (thread_time_ns() - begin) / n / 1e9


# Comprehension lengths for the mixed lines, so that Python's share comes near 1/4, 1/2 and 3/4; the real share is measured.
HALF = range(1, 1 + int(1000 * seconds_each(mixed_native, 200) / seconds_each(mixed_python, 40, range(1, 1001))))
QUARTER = range(1, 1 + len(HALF) // 3)
THREE_QUARTERS = range(1, 1 + len(HALF) * 3)

PYTHON = (arithmetic, calls, objects, dictionary, big_int)
NATIVE = (sort, regex, join, json_dumps, json_loads, compress, digest)
ARRAYS = (array, array_operators) if numpy else ()
KERNEL = (kernel_read, kernel_random)
MIXED = {"quarter": QUARTER, "half": HALF, "three_quarters": THREE_QUARTERS}
# Only the thread that holds it works: threads that want the interpreter at once make system calls for it on any line.
TURN = threading.Lock()
KINDS = {work.__name__: work for work in PYTHON + NATIVE + ARRAYS + KERNEL + (quarter, half, three_quarters, naps)}


def measure(truth, kinds, iterations, rounds):
    """Round after round one block of each kind, so that slow changes of the machine meet all kinds alike."""
    for _ in range(rounds):
        for name in kinds:
            turns = range(iterations[name])
            with TURN, truth.block(name):
                KINDS[name](turns)
            if name in MIXED:
                with TURN:
                    python, native = seconds_each(mixed_python, 20, MIXED[name]), seconds_each(mixed_native, 40)
                truth.add(name, python_part=python, native_part=native)


def state_parts(truth, kinds, turns_done):
    """The loop and the call itself are Python's even where the work is not: `call_s` a turn."""
    call_s = seconds_each(nothing, 200_000)
    for name in kinds:
        loop = min(1.0, turns_done[name] * call_s / truth.seconds(name))
        if KINDS[name] in PYTHON:
            truth.parts(name, python=1.0, native=0.0, kernel=0.0)
        elif name in MIXED:
            python, native = truth.seconds(name, "python_part"), truth.seconds(name, "native_part")
            truth.parts(name, python=python / (python + native), native=native / (python + native), kernel=0.0)
        elif KINDS[name] is json_dumps:
            # Its Python half frees the pieces that its C half made: library or native is not known by construction.
            truth.parts(name, python=loop, kernel=0.0)
        elif KINDS[name] in NATIVE + ARRAYS:
            truth.parts(name, python=loop, native=1.0 - loop, kernel=0.0)
        elif KINDS[name] in KERNEL:
            truth.parts(name, python=loop, native=0.0, kernel=1.0 - loop)


def main():
    options = arguments(0.5, threads=(int, 0), kinds=(str, ",".join(KINDS)))
    kinds = [name for name in options.kinds.split(",") if name in KINDS]
    truth = Truth(__file__)
    # A collection falls on whatever bytecode is next, so it would make Python's time of what is C's by construction.
    gc.disable()
    iterations = {name: 2 if name == "naps" else iterations_per_block(KINDS[name]) for name in kinds}
    rounds = max(1, round(options.seconds / 0.02))
    if options.threads == 0:
        measure(truth, kinds, iterations, rounds)
    else:
        each = max(1, rounds // options.threads)
        workers = [threading.Thread(target=measure, args=(truth, kinds, iterations, each)) for _ in range(options.threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        rounds = each * options.threads
    state_parts(truth, kinds, {name: turns * rounds for name, turns in iterations.items()})
    truth.write(options.truth)


if __name__ == "__main__":
    main()
