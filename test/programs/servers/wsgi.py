"""For gunicorn: answers with the process that answered."""

import os
import time

from work import work


def app(environ, start_response):
    work(100_000)
    time.sleep(0.002)
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
