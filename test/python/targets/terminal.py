"""Runs the command after its first argument in a terminal of its own, types ctrl-C once the file of the first argument is there, and
prints what the terminal showed; ends with the command's status."""
import os
import pty
import select
import sys
import time

ready, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
shown = b""
typed = False
deadline = time.monotonic() + 50
while time.monotonic() < deadline:
    readable, _, _ = select.select([terminal], [], [], 0.05)
    if readable:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break  # the other side is closed
        if not data:
            break
        shown += data
    if not typed and os.path.exists(ready):
        os.write(terminal, b"\x03")
        typed = True
sys.stdout.write(shown.decode())
sys.exit(os.waitpid(pid, 0)[1] >> 8)
