"""One JSON document from standard input, one to standard output. Meant for `python -I`, with any interpreter from 3.8 on.

In: {"version": 1, "root": "/abs", "command": text for the shell, or null, "env": {name: value}, "timeout_s": s}
Out: {"version": 1, "runner": "pytest" | "unittest" | the command | "", "status": see below, "reason": text, "failed": [names],
      "ran": n or null, "wall_s": s (after a timeout the limit), "tail": the last lines that it wrote}

Without a command the project's tests are found (discovery.py). status is "passed", "failed", "none" (there are no tests, the reason says why), "timeout" or
"broken" (the runner itself could not do its work). Everything that the tests started is ended with them.
"""

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import discovery  # noqa: E402
import results  # noqa: E402

TAIL_LINES = 15


def main() -> int:
    request = json.load(sys.stdin)
    json.dump(dict(answer(request), version=1), sys.stdout)
    return 0


def answer(request):
    env = dict(os.environ, **request["env"])
    with tempfile.TemporaryDirectory(prefix="heatline-tests-") as folder:
        report = os.path.join(folder, "report.xml")
        if request["command"] is not None:
            runner, command = "command", ["/bin/sh", "-c", request["command"]]
            env["PATH"] = os.pathsep.join([named_folder(folder), os.path.dirname(sys.executable), env.get("PATH", os.defpath)])
        else:
            runner, command = discovery.find(request["root"], report, env)
        if not command:
            return ended("", "none", runner)
        began = time.monotonic()
        status, output = run(command, request["root"], env, request["timeout_s"], os.path.join(folder, "output"))
        wall_s = time.monotonic() - began
        shown = request["command"] if runner == "command" else runner
        tail = output.splitlines()[-TAIL_LINES:]
        if status is None:
            return ended(shown, "timeout", wall_s=request["timeout_s"], tail=tail)
        return dict(ended(shown, wall_s=wall_s, tail=tail), **results.read(runner, status, output, report))


def named_folder(folder):
    """A folder in which "python" is this interpreter, whatever its file is called. No links: a virtual environment is found by the name that it is started by."""
    place = os.path.join(folder, "bin")
    os.mkdir(place)
    for name in ("python", "python3"):
        with open(os.path.join(place, name), "w") as script:
            script.write('#!/bin/sh\nexec %s "$@"\n' % shlex.quote(sys.executable))
        os.chmod(script.name, 0o700)
    return place


def ended(runner, status="", reason="", wall_s=0.0, tail=()):
    return {
        "runner": runner,
        "status": status,
        "reason": reason,
        "failed": [],
        "ran": None,
        "wall_s": wall_s,
        "tail": list(tail),
    }


def run(command, root, env, timeout_s, path):
    """The exit status (None: it took too long) and what was written. The output goes to a file: a pipe would keep us waiting for what the tests leave behind."""
    with open(path, "wb") as sink:
        # A session of its own: its processes can be ended together, and no terminal's keys reach them.
        process = subprocess.Popen(
            command, cwd=root, env=env, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True
        )
        try:
            status = process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
    return status, results.last_part(path)


if __name__ == "__main__":
    sys.exit(main())
