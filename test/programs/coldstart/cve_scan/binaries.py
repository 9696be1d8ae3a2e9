"""Products and versions that binaries tell of themselves, such as `OpenSSL 1.1.1` or `zlib/1.2.11`."""

import re

from products import PRODUCTS

PRINTABLE = re.compile(rb"[\x20-\x7e]{6,}")
NAMES = "|".join(PRODUCTS).encode()
VERSION = re.compile(rb"(?i)(" + NAMES + rb")[ /_-]v?(\d+\.\d+\.\d+)")


def find_products(data):
    """Product and version, each once, in the order in which the binary tells them."""
    text = b"\n".join(PRINTABLE.findall(data))
    return list(dict.fromkeys((name.decode().lower(), version.decode()) for name, version in VERSION.findall(text)))
