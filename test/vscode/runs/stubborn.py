"""Works until it is ended. The signals named as arguments don't end it."""
import signal
import sys
import time

for name in sys.argv[1:]:
    signal.signal(getattr(signal, name), signal.SIG_IGN)


def work(count):
    return sum(number * number for number in range(count))


print("ready", flush=True)
while True:
    work(200_000)
    time.sleep(0.02)
