"""Applies an effect to a picture: raw RGB bytes in base64, in and out, and a histogram for the editor's side bar."""

import base64

import numpy as np
from skimage import util

from effects import EFFECTS


def handler(event, context=None):
    effect = EFFECTS.get(event["effect"])
    if effect is None:
        return {"statusCode": 400, "error": f"there is no effect {event['effect']}"}
    pixels = np.frombuffer(base64.b64decode(event["pixels"]), np.uint8)
    picture = util.img_as_float(pixels.reshape(event["height"], event["width"], 3))
    if event.get("negative"):
        picture = util.invert(picture)
    result = util.img_as_ubyte(effect(picture))
    histogram, _ = np.histogram(result, bins=16, range=(0, 256))
    return {"statusCode": 200, "pixels": base64.b64encode(result.tobytes()).decode(), "histogram": histogram.tolist()}
