"""What a program sees of signals and masks: prints facts that must be the same with and without the profiler.

argv[1]: "all" for signals in general, "ours" for the number that the profiler uses. Not the same, and stated in docs/architecture.md: a
program that blocks that number gets it at once when it is sent, and can't wait for it with sigwait.
"""
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading

OURS = 54
facts = {}


def numbers(signals):
    return sorted(int(number) for number in signals)


def mask_now():
    return numbers(signal.pthread_sigmask(signal.SIG_BLOCK, []))


def in_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


def masks():
    seen = [mask_now()]
    seen.append(numbers(signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())))
    seen.append(mask_now())
    seen.append(numbers(signal.pthread_sigmask(signal.SIG_UNBLOCK, [OURS, signal.SIGUSR1])))
    seen.append(mask_now())
    seen.append(numbers(signal.pthread_sigmask(signal.SIG_SETMASK, [OURS])))
    seen.append(mask_now())
    seen.append(numbers(signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGUSR1])))
    in_thread(lambda: seen.append(["inherited by a thread", mask_now()]))
    seen.append(numbers(signal.pthread_sigmask(signal.SIG_SETMASK, [])))
    facts["masks"] = seen


def inherited_by_a_thread():
    signal.pthread_sigmask(signal.SIG_SETMASK, [OURS])
    in_thread(lambda: facts.update({"inherited by a thread": mask_now()}))
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def mask_of_a_program():
    shown = subprocess.run(["grep", "SigBlk", "/proc/self/status"], stdout=subprocess.PIPE, check=True)
    return shown.stdout.decode().split()[1]


def inherited_by_a_program():
    facts["inherited by a program without any"] = mask_of_a_program()
    signal.pthread_sigmask(signal.SIG_SETMASK, [OURS])
    facts["inherited by a program"] = mask_of_a_program()
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    facts["inherited again"] = mask_of_a_program()


def own_handler():
    calls = []
    facts["handler before"] = repr(signal.getsignal(OURS))
    previous = signal.signal(OURS, lambda number, frame: calls.append(number))
    for _ in range(3):
        os.kill(os.getpid(), OURS)
    signal.raise_signal(OURS)
    facts["own handler"] = [repr(previous), calls]
    signal.signal(OURS, signal.SIG_IGN)
    os.kill(os.getpid(), OURS)
    facts["ignored"] = repr(signal.getsignal(OURS))


def waits():
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    target = threading.get_ident()
    sender = threading.Timer(0.1, signal.pthread_kill, [target, signal.SIGUSR1])
    sender.start()
    facts["sigwait of all"] = int(signal.sigwait(signal.valid_signals()))
    sender.join()
    facts["nothing comes"] = signal.sigtimedwait(signal.valid_signals(), 0.05) is None
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def faults():
    names = {}
    for number in (signal.SIGSEGV, signal.SIGBUS):
        calls = []
        before = repr(signal.getsignal(number))
        signal.signal(number, lambda seen, frame, calls=calls: calls.append(seen))
        os.kill(os.getpid(), number)
        after = signal.signal(number, signal.SIG_DFL)
        names[int(number)] = [before, callable(after), calls, repr(signal.getsignal(number))]
    facts["faults"] = names


def alternate():
    libc = ctypes.CDLL(None)
    libc.siginterrupt(OURS, 1)
    facts["invalid number"] = [libc.signal(0, None), libc.signal(99, None)]


PARTS = {
    "all": (masks, waits, faults, alternate),
    "ours": (own_handler, inherited_by_a_thread, inherited_by_a_program),
}
for part in PARTS[sys.argv[1]]:
    part()
print(json.dumps(facts))
