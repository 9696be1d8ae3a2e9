"""Takes PDF files into an archive; who wants to read one gets its text. `handler.py FILE…` prints what would be stored."""

import base64
import io
import sys

from pdfminer.high_level import extract_text

from catalogue import describe
from report import format_catalogue


def handler(event, context=None):
    data = base64.b64decode(event["pdf"])
    if not data.startswith(b"%PDF-"):
        return {"statusCode": 415, "error": "this is no PDF file"}
    if event["want"] == "text":
        return {"statusCode": 200, "text": extract_text(io.BytesIO(data))}
    return {"statusCode": 200, **describe(data)}


def main(paths):
    entries = []
    for path in paths:
        with open(path, "rb") as file:
            entries.append(describe(file.read()))
    print(*format_catalogue(entries), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
