"""What a handler's imports cost and what is used of them: `measure.py APP PYTHON [APP PYTHON …]`, or such pairs as lines on stdin.

For each app, with the interpreter of its environment and with bytecode and page cache warm:

- the cost of importing the handler by `-X importtime`, and each library's own share of it,
- `ready`, `first` and the peak of the resident set, without a profiler,
- each library's share of the time of the invocations, by samples of the Python stack at every 4 ms of CPU time,
- the calls into each library during the invocations, by `sys.setprofile`.

Times are the least of RUNS runs, which other programs on the machine disturb least. Prints a table in Markdown, and whether
expected.json agrees with it; ends with status 1 where it does not. It knows no native frames: time in C counts for the Python
function that called it.
"""

import collections
import functools
import json
import os
import subprocess
import sys
import tempfile
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
INVOKE = os.path.join(FOLDER, "invoke.py")
RUNS = 5
INVOCATIONS = 4000
RARE_SHARE = 0.02
HEAVY_SHARE = 0.1
PACKAGES = os.sep + "site-packages" + os.sep
TOP_LIBRARIES = 4


# The parent: runs the app's interpreter and reads what it printed.


def run(python, arguments, measured=False):
    """The lines of the program, and with `measured` its peak resident set in bytes, too."""
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen([python, *arguments], stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        lines = output.read().splitlines()
    if child.returncode != 0:
        sys.exit("\n".join(lines) + f"\nmeasure.py: {python} {' '.join(arguments)} failed, so there are no figures.")
    return (lines, usage.ru_maxrss * 1024) if measured else lines


def import_costs(python, app):
    """Microseconds of each module imported by the handler, itself included, by `-X importtime`; modules by their full name."""
    lines = run(python, ["-X", "importtime", INVOKE, app, "--invocations", "0"])
    costs = {}
    for line in lines:
        parts = line.removeprefix("import time:").split("|")
        if len(parts) != 3 or not parts[0].strip().isdigit():
            continue
        costs[parts[2].strip()] = int(parts[0])
        if parts[2] == " handler":
            return {name: cost for name, cost in costs.items() if name not in modules_at_start(python)}
    sys.exit(f"measure.py: {app} did not import its handler, so there are no figures.")


@functools.lru_cache
def modules_at_start(python):
    """The modules that the interpreter imports for itself and for invoke.py."""
    return frozenset(run(python, ["-c", "import os, sys, time; print(*sys.modules, sep='\\n')"]))


def library_of_module(name, app):
    """The library that a module belongs to: its first name, `stdlib`, or `own` for the app's modules."""
    first = name.partition(".")[0]
    if first in sys.stdlib_module_names:
        return "stdlib"
    is_own = any(os.path.exists(os.path.join(FOLDER, app, first + end)) for end in (".py", ""))
    return "own" if is_own else first


def times(python, app):
    """The least `ready` and `first` in seconds, and peak resident set in bytes."""
    rows = []
    for _ in range(RUNS):
        lines, rss = run(python, [INVOKE, app, "--invocations", "0", "--started", str(time.monotonic_ns())], measured=True)
        values = dict(line.split() for line in lines)
        rows.append((float(values["ready"]), float(values["first"]), rss))
    return [min(column) for column in zip(*rows)]


def measure(app, python):
    run(python, [INVOKE, app])
    runs = [import_costs(python, app) for _ in range(RUNS)]
    modules = {name: min(costs[name] for costs in runs) for name in runs[0]}
    libraries = collections.Counter()
    for name, cost in modules.items():
        libraries[library_of_module(name, app)] += cost
    used = {kind: json.loads(run(python, [__file__, kind, app])[-1]) for kind in ("--sample", "--calls")}
    ready, first, rss = times(python, app)
    return {"modules": modules, "libraries": libraries, "ready": ready, "first": first, "rss": rss, **used}


def below(name, package):
    return name == package or name.startswith(package + ".")


def check(app, figures):
    """What expected.json says, with the figures of it; and whether they agree."""
    with open(os.path.join(FOLDER, app, "expected.json")) as file:
        expected = json.load(file)
    library, module, pattern = expected["library"], expected["where"]["module"], expected["pattern"]
    total = sum(figures["modules"].values())
    cost = sum(cost for name, cost in figures["modules"].items() if below(name, module)) / total
    use = figures["--sample"].get(library, 0)
    calls = sum(count for name, count in figures["--calls"].items() if below(name, module))
    library_calls = sum(count for name, count in figures["--calls"].items() if below(name, library))
    agrees = {
        "unused": calls == 0,
        "rare": 0 < use < RARE_SHARE,
        "subpackages": calls == 0 < library_calls,
        "heavy": cost > HEAVY_SHARE,
    }[pattern]
    said = f"{pattern}: {module}, {cost:.0%} of the import, {use:.1%} of the use, {calls} calls"
    return said, agrees


def main(pairs):
    print("| app | import ms | ready ms | first ms | RSS MB | libraries of the import | of the use | expected.json |")
    print("| --- | ---: | ---: | ---: | ---: | --- | --- | --- |")
    wrong = []
    for app, python in pairs:
        figures = measure(app, python)
        total = sum(figures["modules"].values())
        costly = ", ".join(f"{name} {cost / total:.0%}" for name, cost in figures["libraries"].most_common(TOP_LIBRARIES))
        used = sorted(figures["--sample"].items(), key=lambda entry: -entry[1])[:TOP_LIBRARIES]
        shares = ", ".join(f"{name} {share:.1%}" for name, share in used)
        said, agrees = check(app, figures)
        if not agrees:
            wrong.append(app)
        numbers = f"{total / 1e3:.0f} | {figures['ready'] * 1e3:.0f} | {figures['first'] * 1e3:.0f} | {figures['rss'] / 1e6:.0f}"
        print(f"| {app} | {numbers} | {costly} | {shares} | {said}{'' if agrees else ' (DISAGREES)'} |", flush=True)
    return f"measure.py: expected.json of {', '.join(wrong)} does not agree with what was measured. Correct it or the app." if wrong else 0


# The child: runs in the app's interpreter, one run for each kind of evidence.


def module_of_file(path):
    """The module's full name of a file in site-packages; nothing for other files."""
    _, found, inside = path.rpartition(PACKAGES)
    if not found:
        return None
    return inside.removesuffix(".py").removesuffix("/__init__").replace(os.sep, ".")


def sample(handle, events):
    """The share of the samples in which a library is on the stack, and that of none as `own`."""
    import signal

    import invoke

    counts, n_samples = collections.Counter(), 0

    def on_signal(signal_number, frame):
        nonlocal n_samples
        n_samples += 1
        libraries = set()
        while frame is not None:
            module = module_of_file(frame.f_code.co_filename)
            if module:
                libraries.add(module.partition(".")[0])
            frame = frame.f_back
        counts.update(libraries or {"own"})

    signal.signal(signal.SIGPROF, on_signal)
    signal.setitimer(signal.ITIMER_PROF, 0.004, 0.004)
    invoke.invoke_all(handle, events)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return {name: count / n_samples for name, count in counts.items()} if n_samples else {}


def calls(handle, events):
    """How often functions of each module in site-packages were called, those in C by the module that they name."""
    import invoke

    counts = collections.Counter()

    def on_event(frame, kind, argument):
        if kind == "call":
            counts[module_of_file(frame.f_code.co_filename)] += 1
        elif kind == "c_call":
            counts[getattr(argument, "__module__", None)] += 1

    sys.setprofile(on_event)
    invoke.invoke_all(handle, events)
    sys.setprofile(None)
    return {name: count for name, count in counts.items() if isinstance(name, str)}


def child(kind, app):
    import invoke

    sys.path[0] = os.path.join(FOLDER, app)
    from handler import handler

    events = invoke.make_events(1, INVOCATIONS)
    print(json.dumps({"--sample": sample, "--calls": calls}[kind](handler, events)))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments and arguments[0] in ("--sample", "--calls"):
        child(*arguments)
    else:
        words = arguments or sys.stdin.read().split()
        sys.exit(main(list(zip(words[::2], words[1::2]))))
