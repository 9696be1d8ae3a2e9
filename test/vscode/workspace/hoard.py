import time

shelf = []


def work(seconds):
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        shelf.append(bytearray(30_000))
        time.sleep(0.0005)


work(1.5)
