"""Makes many stacks, then lowers the memory limit of its cgroup (argv[1]: its file) to just above what is used, and goes on."""
import os
import sys
import time

limit = sys.argv[1]
usage = os.path.join(os.path.dirname(limit), "memory.usage_in_bytes")
nodes = []


def make(name):
    lines = ["def %s(left, work):" % name]
    lines += ["    if left: return nodes[(left * 7 + work) % len(nodes)](left - 1, work)", "    return sum(range(1500))"]
    scope = {"nodes": nodes}
    exec(compile("\n".join(lines), "<%s>" % name, "exec"), scope)
    return scope[name]


nodes.extend([make("function_%d" % number) for number in range(300)])


def work(seconds, step=0):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        step += 13
        nodes[step % 300](step % 40, step % 11)


work(0.3)
for _ in range(50):
    try:
        with open(limit, "w") as file:
            file.write(str(int(open(usage).read()) + 160 * 1024))
        break
    except OSError:
        time.sleep(0.01)
work(1.0)
with open(limit, "w") as file:
    file.write(str(256 << 20))
