"""Takes its time to load, and has nothing to run."""

import time

time.sleep(0.06)
SHELF = []
