"""Tasks of every shape, in loops of several threads and of a forked child; touching an attribute of a program's own task type would show."""

import asyncio
import os
import random
import sys
import threading
import types

random.seed(1)


class Awaitable:
    def __await__(self):
        yield from asyncio.sleep(0.02).__await__()


class OwnTask(asyncio.Task):
    def __getattribute__(self, name):
        if name in ("_coro", "_fut_waiter", "_loop"):
            print("touched", name)
        return super().__getattribute__(name)


@types.coroutine
def generator():
    yield from asyncio.sleep(0.02).__await__()


async def odd():
    for _ in range(5):
        await Awaitable()
        await generator()


async def deep(depth):
    if depth:
        await deep(depth - 1)
    else:
        await asyncio.sleep(0.05)


async def numbers():
    try:
        while True:
            await asyncio.sleep(0.01)
            yield 1
    finally:
        await asyncio.sleep(0.01)


async def iterate():
    seen = 0
    async for number in numbers():
        seen += number
        if seen > 5:
            break


async def late():
    try:
        await asyncio.wait_for(asyncio.sleep(1), 0.05)
    except asyncio.TimeoutError:
        pass


async def churn(rounds):
    for _ in range(rounds):
        tasks = [asyncio.ensure_future(asyncio.sleep(random.random() * 0.01)) for _ in range(100)]
        for task in tasks[::3]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def main():
    asyncio.get_running_loop().set_task_factory(lambda loop, coroutine, **more: random.choice((asyncio.Task, OwnTask))(coroutine, loop=loop))
    await asyncio.gather(odd(), iterate(), late(), asyncio.shield(asyncio.sleep(0.1)), deep(700), *[deep(3) for _ in range(100)])


def run():
    loop = asyncio.new_event_loop()
    loop.run_until_complete(churn(15))
    loop.close()


sys.setrecursionlimit(5000)
asyncio.run(main())
threads = [threading.Thread(target=run) for _ in range(3)]
for thread in threads:
    thread.start()
asyncio.run(churn(10))
for thread in threads:
    thread.join()
child = os.fork()
if child == 0:
    asyncio.run(churn(5))
    os._exit(3)
print(os.waitpid(child, 0)[1] >> 8)
