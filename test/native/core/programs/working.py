"""Makes many different stacks for argv[1] seconds of CPU time, so that the stream grows; "ready" on stdout when it has begun."""
import sys
import threading
import time

end = time.process_time() + float(sys.argv[1])


def make(name):
    lines = ["def %s(left, work):" % name]
    lines += ["    if left % 2: x = 1"] * 3
    lines += ["    if left: return nodes[(left * 7 + work) % len(nodes)](left - 1, work)", "    return sum(range(1500))"]
    scope = {"nodes": nodes}
    exec(compile("\n".join(lines), "<%s>" % name, "exec"), scope)
    return scope[name]


nodes = []
nodes.extend([make("function_%d" % number) for number in range(300)])
print("ready", flush=True)


def work(number):
    step = number
    while time.process_time() < end:
        step += 13
        nodes[step % 300](step % 40, step % 11)


threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
