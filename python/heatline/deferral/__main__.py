"""One JSON document from standard input, one to standard output. Meant for `python -I`, with any interpreter from 3.8 on."""

import os
import sys


def run() -> int:
    """The exit status: 0 when an answer was written, 2 when the document was none."""
    # Isolated mode leaves the script's own folder out. Only this package is there, and nothing is written beside it.
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    sys.dont_write_bytecode = True
    from heatline.deferral import service

    return service.serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    sys.exit(run())
