"""Many threads that each allocate a little, and a few that hand blocks to each other."""
import queue
import threading


def allocate_little():
    return [bytes(50) for _ in range(100)]


def free_what_comes(handed):
    while handed.get() is not None:
        pass


def hand_over(count, size):
    handed = queue.Queue(50)
    takers = [threading.Thread(target=free_what_comes, args=(handed,)) for _ in range(3)]
    for taker in takers:
        taker.start()
    for _ in range(count):
        handed.put(make(size))
    for _ in takers:
        handed.put(None)
    for taker in takers:
        taker.join()


def make(size):
    return bytearray(size)


for _ in range(1000):
    thread = threading.Thread(target=allocate_little)
    thread.start()
    thread.join()
hand_over(20000, 1000)
hand_over(200, 500000)
print("done")
