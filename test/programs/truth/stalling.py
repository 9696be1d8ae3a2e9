"""An event loop that stalls for known times, by computing and by blocking. What it does while no loop runs is no stall.

A line that ends with a comment "# name" is the one that is named.
"""

import asyncio
import json
import sys
import time

truth = {}


def block():
    time.sleep(0.35)  # block


def compute(seconds):
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        sum(number * number for number in range(2000))  # compute


async def stall(name, kind, action, *arguments):
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    action(*arguments)
    truth[name] = (time.perf_counter() - began, kind)
    await asyncio.sleep(0.05)


async def main():
    background = asyncio.ensure_future(asyncio.sleep(0.01))
    await stall("block", "wait", block)
    await stall("compute", "cpu", compute, 0.6)
    await background


loop = asyncio.new_event_loop()
loop.run_until_complete(main())
time.sleep(0.5)
loop.run_until_complete(asyncio.sleep(0.02))
with open(__file__) as source:
    lines = {line.rsplit("# ", 1)[1].strip(): number for number, line in enumerate(source, 1) if ")  # " in line}
json.dump({name: {"line": lines[name], "seconds": seconds, "kind": kind} for name, (seconds, kind) in truth.items()}, sys.stdout)
