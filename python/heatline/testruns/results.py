"""What a run of tests came to: from pytest's report, or from what was written."""

import os
import re
import xml.etree.ElementTree as ElementTree

MOST_BYTES = 1 << 22
# pytest's exit statuses.
TESTS_FAILED, INTERRUPTED, NO_TESTS = 1, 2, 5

UNITTEST_FAILURE = re.compile(r"^={70}\n(?:FAIL|ERROR): (.+)$", re.MULTILINE)
UNITTEST_RAN = re.compile(r"^Ran (\d+) tests? in ", re.MULTILINE)
PYTEST_FAILURE = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def read(runner, status, output, report):
    """The parts of the answer that depend on the runner."""
    if runner == "pytest":
        return read_pytest(status, report)
    failed = UNITTEST_FAILURE.findall(output)
    ran = UNITTEST_RAN.findall(output)
    if runner == "command":
        failed += PYTEST_FAILURE.findall(output)
        return result("passed" if status == 0 else "failed", failed)
    if not ran:
        return result("broken", reason=ending(status))
    count = sum(map(int, ran))
    if count == 0 and not failed:
        return result("none", reason="unittest found no tests")
    return result("passed" if status == 0 else "failed", failed, ran=count)


def read_pytest(status, report):
    if status == NO_TESTS:
        return result("none", reason="pytest found no tests")
    failed, ran = [], 0
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return result("broken", reason=ending(status))
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(name_of(case))
        ran += case.find("skipped") is None
    if status == 0:
        return result("passed", ran=ran)
    if status in (TESTS_FAILED, INTERRUPTED) and failed:
        return result("failed", failed, ran=ran)
    return result("broken", reason=ending(status))


def name_of(case):
    # A file that could not be imported has its name only.
    parts = [case.get("classname"), case.get("name")]
    return "::".join(part for part in parts if part)


def ending(status):
    return "it was ended by signal %d" % -status if status < 0 else "it ended with status %d" % status


def result(status, failed=(), ran=None, reason=""):
    return {"status": status, "failed": sorted(set(failed)), "ran": ran, "reason": reason}


def last_part(path):
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - MOST_BYTES))
        return file.read().decode("utf-8", "replace").replace("\r\n", "\n")
