"""Tasks whose awaiting is known by construction. Prints, as JSON, what each marked line awaited while the loop rested, and in how many rests.

A line that ends with a comment "# name" is the one that is named.
"""

import asyncio
import json
import sys
import time


class Clock:
    """In place of the selector's epoll object: how long it has waited so far."""

    def __init__(self):
        self.rested = 0.0
        self.rests = 0

    def watch(self, loop):
        self.poll_object = loop._selector._selector
        loop._selector._selector = self

    def poll(self, *arguments):
        began = time.perf_counter()
        try:
            return self.poll_object.poll(*arguments)
        finally:
            self.rested += time.perf_counter() - began
            self.rests += 1

    def now(self):
        return self.rested, self.rests

    def __getattr__(self, name):
        return getattr(self.poll_object, name)


clock = Clock()
truth = {}


def spent(name, since):
    seconds, rests = truth.get(name, (0.0, 0))
    truth[name] = (seconds + clock.rested - since[0], rests + clock.rests - since[1])


async def sleeper(rounds, seconds):
    for _ in range(rounds):
        since = clock.now()
        await asyncio.sleep(seconds)  # sleep
        spent("sleep", since)


async def short_sleeper(rounds):
    for _ in range(rounds):
        since = clock.now()
        await asyncio.sleep(0.0003)  # short
        spent("short", since)


async def deep(depth):
    if depth:
        return await deep(depth - 1)
    since = clock.now()
    await asyncio.sleep(0.2)  # deep
    spent("deep", since)


async def consumer(queue):
    while True:
        since = clock.now()
        item = await queue.get()  # queue
        spent("queue", since)
        if item is None:
            return


async def producer(queue, rounds):
    for item in range(rounds):
        since = clock.now()
        await asyncio.sleep(0.05)  # producer
        spent("producer", since)
        await queue.put(item)
    await queue.put(None)


async def holder(lock):
    since = clock.now()
    async with lock:  # lock
        spent("lock", since)
        since = clock.now()
        await asyncio.sleep(0.1)  # held
        spent("held", since)


async def offload(loop):
    since = clock.now()
    await loop.run_in_executor(None, time.sleep, 0.3)  # executor
    spent("executor", since)


async def waiter(event):
    since = clock.now()
    await event.wait()  # event
    spent("event", since)


async def echo(reader, writer):
    writer.write(await reader.readline())
    writer.close()


async def client(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.sleep(0.1)  # client
    asyncio.get_running_loop().call_later(0.15, writer.write, b"line\n")
    since = clock.now()
    await reader.readline()  # socket
    spent("socket", since)
    writer.close()


async def numbers():
    for number in range(3):
        since = clock.now()
        await asyncio.sleep(0.05)  # generator
        spent("generator", since)
        yield number


async def main():
    loop = asyncio.get_running_loop()
    clock.watch(loop)
    queue, lock, event = asyncio.Queue(), asyncio.Lock(), asyncio.Event()
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    loop.call_later(0.25, event.set)
    tasks = [sleeper(4, 0.1) for _ in range(7)] + [short_sleeper(1000) for _ in range(3)] + [deep(30)]
    tasks += [consumer(queue), producer(queue, 6), offload(loop), waiter(event), client(port)] + [holder(lock) for _ in range(3)]
    futures = [asyncio.ensure_future(task) for task in tasks]
    async for _ in numbers():
        pass
    since = clock.now()
    await asyncio.wait(futures)  # task
    spent("task", since)
    server.close()
    await server.wait_closed()


asyncio.run(main())
with open(__file__) as source:
    lines = {line.rsplit("# ", 1)[1].strip(): number for number, line in enumerate(source, 1) if ")  # " in line or ":  # " in line}
json.dump({name: {"line": lines[name], "seconds": s, "rests": n} for name, (s, n) in truth.items()}, sys.stdout)
