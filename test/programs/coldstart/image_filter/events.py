"""Shops ask for grey, sepia and more contrast; cartoon and soft are on offer, but nobody asks for them."""

import base64


def make_event(rng):
    width, height = rng.choice([(160, 120), (240, 180)])
    row = bytes((x * 255 // width + rng.randrange(32)) % 256 for x in range(width) for _ in range(3))
    pixels = b"".join(bytes([y * 255 // height]) + row[1:] for y in range(height))
    return {
        "effect": rng.choices(["grey", "sepia", "contrast"], [4, 2, 4])[0],
        "negative": rng.random() < 0.2,
        "width": width,
        "height": height,
        "pixels": base64.b64encode(pixels).decode(),
    }
