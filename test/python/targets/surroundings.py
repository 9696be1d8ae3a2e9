"""Prints what a program can see of its surroundings, as JSON."""
import json
import os
import resource
import signal
import subprocess
import sys


def descriptors():
    found = []
    for name in sorted(os.listdir("/proc/self/fd"), key=int):
        path = "/proc/self/fd/" + name
        try:
            target = os.readlink(path)
        except OSError:
            continue  # the listing's own
        with open("/proc/self/fdinfo/" + name) as info:
            flags = info.read().split("flags:")[1].split()[0]
        # Pipes and sockets have other numbers in every run.
        found.append([name, target.split(":")[0], flags])
    return found


def status(*names):
    with open("/proc/self/status") as file:
        lines = dict(line.split(":\t", 1) for line in file if ":\t" in line)
    return {name: lines[name].strip() for name in names}


def limits():
    names = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


def handlers():
    return {int(number): repr(signal.getsignal(number)) for number in signal.valid_signals()}


print(
    json.dumps(
        {
            "environment": dict(os.environ),
            "environment of a child": sorted(subprocess.check_output(["/usr/bin/env", "-0"]).decode().split("\0")),
            "native environment": sorted(open("/proc/self/environ").read().split("\0")) if "--raw" in sys.argv else None,
            "descriptors": descriptors(),
            "status": status("SigBlk", "SigIgn", "Threads"),
            "handlers": handlers(),
            "limits": limits(),
            "arguments": sys.argv,
            "path": sys.path,
            "flags": repr(sys.flags),
            "options": sorted(sys._xoptions),
            "directory": os.getcwd(),
            "executable": sys.executable,
            "umask": os.umask(0o22),
            "nice": os.nice(0),
            "process group is that of the parent": os.getpgrp() == os.getpgid(os.getppid()),
        },
        indent=1,
        sort_keys=True,
    )
)
