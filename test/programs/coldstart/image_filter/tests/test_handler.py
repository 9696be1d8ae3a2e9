import base64
import unittest

from effects import EFFECTS
from handler import handler


def apply(effect, pixels, width, height, negative=False):
    event = {"effect": effect, "negative": negative, "width": width, "height": height, "pixels": base64.b64encode(pixels).decode()}
    return list(base64.b64decode(handler(event)["pixels"]))


class HandlerTest(unittest.TestCase):
    def test_grey_has_three_equal_bands(self):
        red, green, blue = apply("grey", bytes([255, 0, 0]), 1, 1)
        self.assertEqual((red, green, blue), (54, 54, 54))

    def test_a_negative_comes_before_the_effect(self):
        self.assertEqual(apply("grey", bytes(3), 1, 1, negative=True), [255, 255, 255])

    def test_contrast_uses_the_whole_range(self):
        pixels = bytes(100 + place % 20 for place in range(3 * 400))
        result = apply("contrast", pixels, 20, 20)
        self.assertEqual((min(result), max(result)), (0, 255))

    def test_sepia_is_warm(self):
        red, green, blue = apply("sepia", bytes([90, 90, 90]), 1, 1)
        self.assertTrue(red > green > blue)

    def test_soft_spreads_a_dot_and_keeps_its_light(self):
        pixels = bytearray(3 * 441)
        pixels[3 * 220 : 3 * 221] = bytes([255] * 3)
        result = apply("soft", bytes(pixels), 21, 21)
        self.assertTrue(0 < max(result) < 20)

    def test_cartoon_draws_dark_outlines(self):
        half = bytes([255] * 60 + [60] * 60)
        result = apply("cartoon", half * 40, 40, 40)
        self.assertIn(0, result)
        self.assertGreater(max(result), 200)

    def test_every_effect_keeps_the_size(self):
        for effect in EFFECTS:
            self.assertEqual(len(apply(effect, bytes(range(75)) * 3 * 4, 15, 20)), 900, effect)

    def test_unknown_effects_are_refused(self):
        self.assertEqual(handler({"effect": "oil"})["statusCode"], 400)
