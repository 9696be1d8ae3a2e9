"""Works in `work`, makes the file that its first argument names, waits for a signal, and prints which ones came."""
import os
import signal
import sys
import time


def work():
    deadline = time.process_time() + 0.3
    while time.process_time() < deadline:
        pass


seen = []


def note(number, frame):
    seen.append(signal.Signals(number).name)


for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGQUIT", "SIGWINCH"):
    signal.signal(getattr(signal, name), note)
work()
if len(sys.argv) > 2 and sys.argv[2] == "daemon":
    if os.fork():
        os._exit(0)
    os.setsid()
    for descriptor in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
    work()
with open(sys.argv[1] + ".part", "w") as ready:
    ready.write(str(os.getpid()))
os.rename(sys.argv[1] + ".part", sys.argv[1])
while not seen:
    time.sleep(0.05)
time.sleep(0.2)  # a second delivery of the same signal would come now
print(seen)
sys.exit(40)
