"""Binaries of some 100 KB; one upload in three hundred is a bill of materials."""

import base64

from products import PRODUCTS


def make_version(rng):
    return f"{rng.randrange(1, 4)}.{rng.randrange(12)}.{rng.randrange(20)}"


def make_binary(rng):
    parts = []
    for _ in range(rng.randrange(25, 60)):
        parts.append(rng.randbytes(rng.randrange(500, 3000)))
        parts.append(base64.b64encode(rng.randbytes(rng.randrange(100, 1500))))
        if rng.random() < 0.2:
            parts.append(f"\0{rng.choice(PRODUCTS)} {make_version(rng)}\0".encode())
    return b"".join(parts)


def make_bom(components):
    """A bill of materials; `components` are pairs of name and version."""
    parts = "".join(
        f'<component type="library"><name>{name}</name><version>{version}</version></component>' for name, version in components
    )
    return f'<bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1"><components>{parts}</components></bom>'


def make_event(rng):
    if rng.random() < 1 / 300:
        return {"bom": make_bom([(rng.choice(PRODUCTS), make_version(rng)) for _ in range(rng.randrange(3, 10))])}
    return {"binary": base64.b64encode(make_binary(rng)).decode()}
