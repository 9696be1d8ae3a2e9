"""Serves a small Flask application on the loopback and loads it with a bounded number of requests: `main.py [repeats]`, about a second each.

The server ends by itself when the last client has its last answer.
"""

import time

START = time.perf_counter()

import hashlib
import http.client
import json
import sys
import threading
import zlib

from flask import Flask, jsonify, render_template_string, request
from werkzeug.serving import WSGIRequestHandler, make_server

N_CLIENTS = 4
REQUESTS_PER_REPEAT = 150
LIST = "<ul>{% for item in items %}<li class='{{ loop.cycle('a', 'b') }}'>{{ item }}</li>{% endfor %}</ul>"

app = Flask(__name__)


class QuietKeepAlive(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code="-", size="-"):
        """Says nothing: the load is the point, not its log."""


@app.route("/list/<int:count>")
def show_list(count):
    return render_template_string(LIST, items=[f"item {number}" for number in range(count)])


@app.route("/digest", methods=["POST"])
def digest():
    values = request.get_json()["values"]
    return jsonify(total=sum(values), sha=hashlib.sha256(json.dumps(values).encode()).hexdigest())


def client(port, number, n_requests, checksums):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    checksum = 0
    for turn in range(n_requests):
        if turn % 2:
            connection.request("GET", f"/list/{50 + (number * 7 + turn) % 200}")
        else:
            body = json.dumps({"values": list(range(turn, turn + 300))})
            connection.request("POST", "/digest", body, {"Content-Type": "application/json"})
        checksum = zlib.crc32(connection.getresponse().read(), checksum)
    connection.close()
    checksums[number] = checksum


def load(server, repeats):
    """Runs the clients to their end, then stops the server; returns their joint checksum through the list."""
    checksums = [0] * N_CLIENTS
    clients = [
        threading.Thread(target=client, args=(server.port, number, REQUESTS_PER_REPEAT * repeats, checksums), name=f"client {number}")
        for number in range(N_CLIENTS)
    ]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    server.shutdown()
    print(f"checksum {zlib.crc32(repr(checksums).encode()):08x}")


def main(repeats):
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietKeepAlive)
    loader = threading.Thread(target=load, args=(server, repeats), name="load")
    loader.start()
    server.serve_forever(poll_interval=0.02)
    loader.join()
    server.server_close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(f"elapsed {time.perf_counter() - START:.6f}")
    print(f"cpu {time.process_time():.6f}")
