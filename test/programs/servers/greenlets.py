"""Fifty greenlets that work and sleep in turns, in a world that gevent has patched."""

from gevent import monkey

monkey.patch_all()

import time

import gevent
from work import work


def worker(k):
    for _ in range(5):
        work(20_000)
        time.sleep(0.01)
    return k


jobs = [gevent.spawn(worker, i) for i in range(50)]
gevent.joinall(jobs)
print(sum(job.value for job in jobs))
