"""A thread that blocks every signal and lets blocks grow that have nothing mapped below them, and copies; prints what it made."""
import signal
import threading

# Each is a mapping of its own until the first one is freed; then every other leaves a hole.
blocks = [bytearray(200_000) for _ in range(128)]
del blocks[::2]
made = []


def work():
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    for block in blocks:
        for _ in range(3):
            block.extend(bytes(60_000))
    for size in range(2000):
        small = bytearray(size % 600 + 1)
        small.extend(bytes(600))
        made.append(bytes(small) * 40)


thread = threading.Thread(target=work)
thread.start()
thread.join()
print(sum(map(len, blocks)), sum(map(len, made)))
