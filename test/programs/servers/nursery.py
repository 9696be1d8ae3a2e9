"""Fifty tasks of trio that work and sleep in turns."""

import trio
from work import work

done = []


async def worker(k):
    for _ in range(5):
        work(20_000)
        await trio.sleep(0.01)
    done.append(k)


async def main():
    async with trio.open_nursery() as nursery:
        for i in range(50):
            nursery.start_soon(worker, i)


trio.run(main)
print(sum(done))
