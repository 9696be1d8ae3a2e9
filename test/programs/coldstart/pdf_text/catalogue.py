"""What the archive wants to know of every PDF file, read without laying out its pages: size, title, and the words in it."""

import hashlib
import zlib
from collections import Counter

STREAM, END = b"stream\n", b"\nendstream"


def streams(data):
    """The contents of the compressed streams."""
    start = data.find(STREAM)
    while start >= 0:
        stop = data.find(END, start)
        yield zlib.decompressobj().decompress(data[start + len(STREAM) : stop])
        start = data.find(STREAM, stop + len(END))


def shown_strings(content):
    """The strings in parentheses of a content stream, escapes resolved."""
    depth, escaped, text = 0, False, []
    for character in content.decode("latin-1"):
        if depth == 0:
            if character == "(":
                depth = 1
        elif escaped:
            text.append(character)
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == ")":
            depth = 0
            yield "".join(text)
            text.clear()
        else:
            text.append(character)


def info(data, name):
    """An entry of the information dictionary, such as Title; nothing where there is none."""
    start = data.find(f"/{name} (".encode())
    return next(shown_strings(data[start : start + 300]), None) if start >= 0 else None


def describe(data):
    words = Counter(
        word.strip(".,;:").lower() for content in streams(data) for line in shown_strings(content) for word in line.split()
    )
    return {
        "sha256": hashlib.sha256(data).hexdigest(),
        "pages": data.count(b"/Type /Page "),
        "title": info(data, "Title"),
        "author": info(data, "Author"),
        "words": sorted(words.items(), key=lambda entry: (-entry[1], entry[0]))[:10],
    }
