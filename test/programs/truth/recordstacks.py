"""Records which line a program's main thread executes, once a millisecond: `recordstacks.py OUT PROGRAM [ARG...]`.

Writes one number a line: the line's identity, in order of first appearance. A thread of Python does the looking, so the program runs
slower and the steps are uneven; what matters is that the order and the bursts are those of a real program.
"""

import runpy
import sys
import threading
import time


def record(thread_id, sequence, done):
    identities = {}
    while not done.is_set():
        frame = sys._current_frames().get(thread_id)
        if frame is not None:
            key = (frame.f_code.co_filename, frame.f_lineno)
            sequence.append(identities.setdefault(key, len(identities)))
        time.sleep(0.001)


def main():
    out, program = sys.argv[1:3]
    sys.argv = sys.argv[2:]
    sys.setswitchinterval(0.0002)
    sequence, done = [], threading.Event()
    recorder = threading.Thread(target=record, args=(threading.get_ident(), sequence, done), daemon=True)
    recorder.start()
    try:
        runpy.run_path(program, run_name="__main__")
    finally:
        done.set()
        recorder.join()
        with open(out, "w") as file:
            file.writelines(f"{number}\n" for number in sequence)


if __name__ == "__main__":
    main()
