"""Loads at once what it needs later, or never."""

import time
import asyncio
import unittest
import xmlrpc.client


def ask(address):
    return xmlrpc.client.ServerProxy(address)


def serve(port):
    print(port)
    asyncio.run(port)


def spin(seconds):
    until = time.perf_counter() + seconds
    rounds = 0
    while time.perf_counter() < until:
        rounds += sum(number % 3 for number in range(500))
    return rounds


EMPTY = unittest.TestCase
print(spin(0.4) > 0, EMPTY)
