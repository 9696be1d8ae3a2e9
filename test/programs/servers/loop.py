"""Fifty tasks that work and sleep in turns, on uvloop's loop."""

import asyncio

import uvloop
from work import work


async def worker(k):
    for _ in range(5):
        work(20_000)
        await asyncio.sleep(0.01)
    return k


async def main():
    return await asyncio.gather(*(worker(i) for i in range(50)))


print(sum(uvloop.run(main())))
