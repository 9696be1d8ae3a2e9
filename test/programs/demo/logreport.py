"""Reports on a web server's log: slow pages, addresses that look like typing errors; and archives the log.

It makes its own log (the same one every time), so there is nothing to set up:

    python logreport.py [LINES]     3 to 5 seconds, unless told how long the log is to be
"""

import json
import os
import random
import re
import sys
import tempfile
import time
import zlib
from pathlib import Path

LOG_LINE = re.compile(r'(?P<host>[\d.]+) - \w+ \[[^\]]+\] "[A-Z]+ (?P<page>\S+) [^"]*" \d+ (?P<ms>\d+)')
WORDS = "account basket billing delivery invoice login payment product profile receipt review search".split()
RARE = 20  # an address with fewer requests may be a typing error


def make_log(path, n_lines):
    """Writes a made-up log: well-known pages, some of them mistyped."""
    rng = random.Random(2024)
    pages = ["/" + "/".join(rng.sample(WORDS, 3)) for _ in range(90)]
    with open(path, "w") as log:
        for number in range(n_lines):
            page = rng.choice(pages)
            if rng.random() < 0.0015:
                cut = rng.randrange(2, len(page) - 1)
                page = page[:cut] + page[cut + 1 :]
            ms = int(rng.expovariate(1 / (20 + 10 * len(page))))
            host, hour = f"10.0.{number % 199}.{number % 83}", number // 3600 % 24
            log.write(f'{host} - u{number % 977} [01/Mar:{hour:02}] "GET {page} HTTP/1.1" 200 {ms}\n')


def parse(path):
    """The time in milliseconds of each request, by page."""
    times = {}
    with open(path) as log:
        for line in log:
            match = LOG_LINE.match(line)
            if match is not None:
                times.setdefault(match["page"], []).append(int(match["ms"]))
    return times


def typing_distance(left, right):
    """How many letters must be inserted, removed or changed to turn one address into the other."""
    previous = list(range(len(right) + 1))
    for row, a in enumerate(left, 1):
        current = [row]
        for column, b in enumerate(right, 1):
            changed = previous[column - 1] + (a != b)
            current.append(min(changed, previous[column] + 1, current[-1] + 1))
        previous = current
    return previous[-1]


def find_mistyped(times):
    """Rare addresses that are one letter away from a popular one."""
    popular = [page for page in times if len(times[page]) >= RARE]
    rare = [page for page in times if len(times[page]) < RARE]
    mistyped = {}
    for page in rare:
        for known in popular:
            if abs(len(page) - len(known)) < 2 and typing_distance(page, known) == 1:
                mistyped[page] = known
    return mistyped


def summarise(times):
    """Median and slowest percentile by page, slowest page first."""
    rows = []
    for page, ms in times.items():
        if len(ms) >= RARE:
            ordered = sorted(ms)
            median, p99 = ordered[len(ms) // 2], ordered[len(ms) * 99 // 100]
            rows.append({"page": page, "requests": len(ms), "median": median, "p99": p99})
    return sorted(rows, key=lambda row: -row["p99"])


def archive(log_path, folder, n_copies=10):
    """Compresses the log and keeps plain copies of it, each safe on the disk before the next begins."""
    packed = zlib.compress(log_path.read_bytes(), 7)
    (folder / "log.z").write_bytes(packed)
    for copy in range(n_copies):
        with open(log_path, "rb", buffering=0) as log, open(folder / f"log.{copy}", "wb", buffering=0) as out:
            while chunk := log.read(1 << 20):
                out.write(chunk)
            os.fsync(out.fileno())
    return len(packed)


def wait_for_late_entries(path, seconds=0.4):
    """Waits until nothing has been added to the log for a while, as a follower of a log file does."""
    deadline, size = time.monotonic() + seconds, path.stat().st_size
    while time.monotonic() < deadline and path.stat().st_size == size:
        time.sleep(0.02)


def main():
    n_lines = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log_path = folder / "access.log"
        make_log(log_path, n_lines)
        wait_for_late_entries(log_path)
        times = parse(log_path)
        report = {"pages": summarise(times), "mistyped": find_mistyped(times)}
        report["archive_bytes"] = archive(log_path, folder)
        (folder / "report.json").write_text(json.dumps(report, indent=1))
    slowest = report["pages"][0]
    print(f"{n_lines} requests, {len(times)} addresses, {len(report['mistyped'])} of them mistyped")
    print(f"slowest page: {slowest['page']}, 99 % of its requests within {slowest['p99']} ms")
    print(f"the log in the archive: {report['archive_bytes']} bytes")


if __name__ == "__main__":
    main()
