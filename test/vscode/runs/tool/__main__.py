"""Writes down how it was started, and works a little."""
import json
import os
import sys

facts = {"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "record.json"), "w") as file:
    json.dump(facts, file)


def work(count):
    return sum(number * number for number in range(count))


work(3_000_000)
