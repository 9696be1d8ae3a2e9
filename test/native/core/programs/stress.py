"""Five threads for argv[1] seconds: exceptions, generators, exec, asyncio, collection of garbage; what makes interpreters switch frames."""
import asyncio
import gc
import sys
import threading
import time

end = time.monotonic() + float(sys.argv[1])
rounds = {}


def deep(left):
    if left == 0:
        raise ValueError("bottom")
    try:
        deep(left - 1)
    finally:
        pass


def exceptions():
    try:
        deep(30)
    except ValueError:
        pass


def numbers(count):
    for i in range(count):
        yield i
    yield from (j for j in range(count))


def generators():
    sum(numbers(50))
    sorted(range(50), key=lambda value: -value)
    unfinished = numbers(5)
    next(unfinished)
    unfinished.close()


def made_code():
    scope = {}
    exec("def f(n):\n    return [k for k in range(n)]\nclass A:\n    def __init__(self):\n        self.x = f(5)\n", scope)
    scope["A"]()
    eval("sum(i for i in range(20))")


async def ping(count):
    for _ in range(count):
        await asyncio.sleep(0)


def coroutines():
    async def both():
        await asyncio.gather(ping(5), ping(5))

    asyncio.run(both())


class Node:
    def __init__(self):
        self.me = self

    def __del__(self):
        generators()


def garbage():
    nodes = [Node() for _ in range(20)]
    del nodes
    gc.collect()


def repeat(function):
    count = 0
    while time.monotonic() < end:
        function()
        count += 1
    rounds[function.__name__] = count


threads = [threading.Thread(target=repeat, args=(f,)) for f in (exceptions, generators, made_code, coroutines, garbage)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(min(rounds.values()))
