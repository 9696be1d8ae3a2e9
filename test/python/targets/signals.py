"""Uses every kind of timer and signal that a profiler could get into the way of; prints what came."""
import signal
import sys
import time

seen = []


def note(number, frame):
    seen.append(signal.Signals(number).name)


for name in ("SIGPROF", "SIGALRM", "SIGVTALRM", "SIGUSR1", "SIGUSR2"):
    signal.signal(getattr(signal, name), note)

signal.setitimer(signal.ITIMER_PROF, 0.01)
signal.setitimer(signal.ITIMER_VIRTUAL, 0.01)
deadline = time.process_time() + 0.15
while time.process_time() < deadline:
    pass
signal.setitimer(signal.ITIMER_REAL, 0.05)
start = time.monotonic()
time.sleep(0.2)
slept = time.monotonic() - start
signal.raise_signal(signal.SIGUSR1)

old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
signal.raise_signal(signal.SIGUSR2)
pending = sorted(signal.Signals(number).name for number in signal.sigpending())
blocked = sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))
everything = signal.pthread_sigmask(signal.SIG_SETMASK, range(1, signal.NSIG))
now_blocked = sorted(int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, []))
signal.pthread_sigmask(signal.SIG_SETMASK, old)
got = signal.sigtimedwait([signal.SIGUSR1], 0.05)
print(sorted(seen), slept >= 0.2, pending, blocked, now_blocked, got, signal.getitimer(signal.ITIMER_PROF))
