"""Shares 64 MiB with two children for three seconds."""

import os
import time

data = bytearray(os.urandom(1 << 20) * 64)
children = []
for _ in range(2):
    child = os.fork()
    if child == 0:
        time.sleep(3)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
