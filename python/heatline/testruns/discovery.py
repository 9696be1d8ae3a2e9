"""Which tests a project has, and the command that runs them."""

import os
import re
import subprocess
import sys

CONFIGURED = (
    ("pytest.ini", ""),
    (".pytest.ini", ""),
    ("pyproject.toml", "[tool.pytest"),
    ("tox.ini", "[pytest]"),
    ("setup.cfg", "[tool:pytest]"),
    ("conftest.py", ""),
)
TEST_FILE = re.compile(r"(test_.*|.*_test)\.py$")
UNITTEST_FILE = re.compile(r"test.*\.py$")
SKIPPED = {"node_modules", "site-packages", "__pycache__"}
MOST_FILES = 50000


def find(root, report, env):
    """(runner, command); without tests the reason in place of the runner, and no command."""
    names = test_files(root)
    configured = is_configured(root)
    if not names and not configured:
        return "no tests were found: no file is named like test_*.py, and pytest is not configured", []
    if has_pytest(root, env):
        # In the caller's hands are which failures stop the run, where reports go and that no cache is left.
        options = ["--maxfail=0", "-p", "no:cacheprovider", "--color=no", "--junitxml=" + report]
        return "pytest", [sys.executable, "-m", "pytest"] + options
    if configured:
        return "pytest is configured, but %s has no pytest" % sys.executable, []
    folder = unittest_folder(root, names)
    if folder is None:
        return "the test files are named for pytest, and %s has no pytest" % sys.executable, []
    where = [] if folder == "." else ["-s", folder]
    if where and os.path.exists(os.path.join(root, folder, "__init__.py")):
        where += ["-t", "."]
    return "unittest", [sys.executable, "-m", "unittest", "discover"] + where


def test_files(root):
    """Relative paths, those nearest to the root first."""
    found, seen = [], 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.startswith("."))
        place = os.path.relpath(folder, root)
        seen += len(files)
        found += [os.path.join(place, name) for name in sorted(files) if TEST_FILE.match(name) or is_plain(place, name)]
        if seen > MOST_FILES:
            break
    return sorted(found, key=lambda path: path.count(os.sep))


def is_plain(place, name):
    """unittest also takes "testing.py"; only in a folder of tests does such a name say that it is one."""
    return os.path.basename(place) in ("test", "tests") and UNITTEST_FILE.match(name) is not None


def unittest_folder(root, names):
    for name in names:
        if UNITTEST_FILE.match(os.path.basename(name)):
            return os.path.normpath(os.path.dirname(name) or ".")
    return None


def is_configured(root):
    for name, mark in CONFIGURED:
        try:
            with open(os.path.join(root, name), encoding="utf-8", errors="replace") as file:
                if mark in file.read(1 << 20):
                    return True
        except OSError:
            continue
    return False


def has_pytest(root, env):
    """Asked of another process: ours leaves out what the environment adds to the path."""
    question = [sys.executable, "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('pytest') is None)"]
    answer = subprocess.run(question, cwd=root, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return answer.returncode == 0
