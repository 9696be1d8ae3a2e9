"""Tasks of trio, which has a loop of its own."""

import time

import trio


async def child(rounds):
    for _ in range(rounds):
        await trio.sleep(0.05)


async def main():
    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(child, 6)
        nursery.start_soon(trio.to_thread.run_sync, time.sleep, 0.2)
    print("done")


trio.run(main)
