import time


def polish(seconds):
    shine = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        shine += len([i * i for i in range(2000)])
    return shine
