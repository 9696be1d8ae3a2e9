"""exec()s 1,200 functions of different names one after the other; each works and is then gone, so that addresses are used again.

Prints how many code objects lay at an address that another one had had.
"""
import time

addresses = set()
reused = 0


def make(number):
    lines = ["def work_%d():" % number]
    lines += ["    x%d = %d" % (i, i) for i in range(number % 7)]
    lines += ["    end = time.thread_time() + 0.001", "    while time.thread_time() < end: sum(range(50))"]
    scope = {"time": time}
    exec(compile("\n".join(lines), "<made %d>" % number, "exec"), scope)
    return scope["work_%d" % number]


for number in range(1200):
    function = make(number)
    address = id(function.__code__)
    reused += address in addresses
    addresses.add(address)
    function()
    del function
print(reused)
