"""Products and versions that binaries tell of themselves, such as `OpenSSL 1.1.1` or `zlib/1.2.11`."""

import re

PATTERNS = {
    product: re.compile(rb"(?i)" + product.encode() + rb"[ /_-]v?(\d+)\.(\d+)\.(\d+)")
    for product in (
        "openssl zlib curl sqlite libpng libxml2 expat busybox nginx bash glibc ncurses pcre lua python ffmpeg".split()
    )
}
PRINTABLE = re.compile(rb"[\x20-\x7e]{6,}")


def find_products(data):
    """Product and version, each once, in the order of the patterns."""
    text = b"\n".join(PRINTABLE.findall(data))
    found = []
    for product, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            entry = product, ".".join(part.decode() for part in match.groups())
            if entry not in found:
                found.append(entry)
    return found
