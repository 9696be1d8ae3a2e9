"""Imports 30 modules of the standard library, over and over, each time afresh: `main.py [repeats]`, about a second each."""

import time

START = time.perf_counter()

import importlib
import sys

MODULES = (
    "argparse ast asyncio calendar cmd configparser csv dataclasses difflib doctest email.message fractions ftplib "
    "html.parser http.client http.cookiejar inspect json logging.config mailbox optparse pathlib pdb pickletools plistlib "
    "smtplib statistics tarfile unittest.mock xmlrpc.client"
).split()
ROUNDS = 8


def forget(names):
    """Drops whole packages written in Python; modules in C stay, since they can't all be initialised twice."""
    dropped = set()
    for name in names:
        origin = getattr(getattr(sys.modules[name.partition(".")[0]], "__spec__", None), "origin", None) or ""
        if origin.endswith(".py"):
            dropped.add(name)
    for name in dropped:
        del sys.modules[name]


def main(repeats):
    before = set(sys.modules)
    count = 0
    for _ in range(repeats * ROUNDS):
        for name in MODULES:
            importlib.import_module(name)
        fresh = {name for name in sys.modules if name.partition(".")[0] not in before}
        count = len([name for name in MODULES if name in sys.modules])
        forget(fresh)
    print(f"checksum {count}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
