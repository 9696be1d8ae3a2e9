"""Loads the object named in HEATLINE_OBJECT into the running interpreter and works on; a thread was there before."""
import ctypes
import os
import threading
import time


def burn(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(200))


started = threading.Event()


def before():
    started.wait()
    burn(0.3)


def after():
    burn(0.3)


def main_part():
    burn(0.3)


early = threading.Thread(target=before)
early.start()
ctypes.CDLL(os.environ["HEATLINE_OBJECT"])
started.set()
late = threading.Thread(target=after)
late.start()
main_part()
early.join()
late.join()
