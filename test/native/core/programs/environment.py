"""Prints the environment, the open files and the limits that this program and the programs it starts see."""
import json
import os
import re
import subprocess
import sys

# What differs from run to run by itself.
CHANGING = ("SHLVL", "_")


def entries(text):
    return sorted(line for line in text.split("\0") if line and line.split("=")[0] not in CHANGING)


def descriptors():
    """What is open, by name. Not pipes: whoever starts several programs at once may leave one of another's in ours, with us or without."""
    targets = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            targets[name] = os.readlink("/proc/self/fd/" + name)
        except FileNotFoundError:
            pass  # the listing's own
    return sorted(re.sub(r"\[\d+\]", "", target) for target in targets.values() if not target.startswith("pipe:"))


def child(**options):
    shown = subprocess.run(["env", "-0"], stdout=subprocess.PIPE, check=True, **options)
    return entries(shown.stdout.decode())


code = "import os; print('\\0'.join('%s=%s' % item for item in os.environ.items()), end='')"


def python_child(environment):
    shown = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True, env=environment)
    return entries(shown.stdout.decode())


print(
    json.dumps(
        {
            "own": entries("\0".join("%s=%s" % item for item in os.environ.items())),
            "python child": python_child(None),
            "changed": python_child(dict(os.environ, ADDED="1")),
            "built by the program": child(env={"ONLY": "this", "PATH": os.environ["PATH"]}),
            "shell": entries(os.popen("env -0").read()),
            "descriptors": descriptors(),
            "preload": os.environ.get("LD_PRELOAD"),
            "limits": open("/proc/self/limits").read(),
        }
    )
)
